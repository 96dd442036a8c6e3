/** How a refusal looks over HTTP, for assertions. */
export async function codeOf(response: Response): Promise<{ status: number; code: string }> {
  const { code } = (await response.json()) as { code: string };
  return { status: response.status, code };
}
