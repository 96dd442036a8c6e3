/**
 * What is sold is named by its path and query on the shop's own origin, in the one spelling that browsers use:
 * no other origin, no dot segments, no fragment. Whatever redirects to a resource can so lead nowhere else.
 */
import { MerchantError } from '../errors.ts';

const maxResourceLength = 1024;

/** Returns the resource as given. Throws ERR_RESOURCE_INVALID. */
export function checkResource(resource: string, origin: string): string {
  if (resource.length > maxResourceLength || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(resource))
    throw new MerchantError('ERR_RESOURCE_INVALID');
  const url = new URL(resource, origin);
  if (url.origin !== origin || url.pathname + url.search !== resource)
    throw new MerchantError('ERR_RESOURCE_INVALID');
  return resource;
}

/**
 * The address of the offer for a resource, on the shop's origin. `language` is the page's: a wallet asks without its
 * cookies, and would be told the title in the browser's language else.
 */
export function offerPathOf(resource: string, language?: string): string {
  const path = `/mpoffer?resource=${encodeURIComponent(resource).replaceAll('%2F', '/')}`;
  return language === undefined ? path : `${path}&lang=${encodeURIComponent(language)}`;
}

const maxLanguageLength = 35;

/** Whether it is written as a language tag (BCP 47), such as `fr` or `pt-BR`. */
export function isLanguageTag(text: string): boolean {
  return text.length <= maxLanguageLength && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(text);
}
