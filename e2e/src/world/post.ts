/** POSTs a message; throws with the server's own error when it refuses. */
export async function post(url: string, body: string, type = 'application/json'): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text}`);
  return text;
}
