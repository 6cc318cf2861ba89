/** Pages that are no answer of a CMG, in the manner of those that are met in its place. */

/** A bare IIS: the path is not mapped. */
export const notFoundPage =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\r\n' +
  '<html><head><title>Not Found</title></head>\r\n' +
  '<body><h2>Not Found</h2><hr><p>HTTP Error 404. The requested resource is not found.</p></body></html>\r\n';

/** A guest network that wants to be agreed with first. */
export const captivePortalPage =
  '<!doctype html><html lang="en"><head><title>Fabrikam Guest WiFi</title></head><body>\n' +
  '<h1>Welcome</h1><form method="post" action="/login"><input type="checkbox" name="accept"> I accept the terms\n' +
  '<button>Connect</button></form></body></html>\n';

/** A web proxy that has something against the address. */
export const proxyBlockPage =
  '<html><head><title>Access denied</title></head><body><h1>Access denied by policy</h1>\n' +
  '<p>Category: uncategorized. Ask your network team.</p></body></html>\n';
