/** What of TLS a program under Node says itself, in Node's names. */
export interface Tls {
  ca?: string;
  cert?: string;
  key?: string;
}

export interface TlsOptions {
  ca?: string;
  certificate?: string;
  certificateKey?: string;
}

/** Nothing if all is left to the platform. */
export function tlsOf({ ca, certificate, certificateKey }: TlsOptions): Tls | undefined {
  if ((certificate === undefined) !== (certificateKey === undefined)) {
    throw new TypeError("a certificate goes with its key: give both, certificate and certificateKey");
  }
  const tls: Tls = {};
  if (ca !== undefined) tls.ca = ca;
  if (certificate !== undefined) tls.cert = certificate;
  if (certificateKey !== undefined) tls.key = certificateKey;
  return Object.keys(tls).length === 0 ? undefined : tls;
}

/** As the platform's fetch, which cannot be told of an authority: with one, Node asks itself. */
export async function fetchThrough(tls: Tls | undefined, address: URL, init: RequestInit): Promise<Response> {
  if (tls === undefined || address.protocol !== "https:") return fetch(address, init);
  const { fetchWithNode } = await import("./node_fetch.js");
  return fetchWithNode(address, init, tls);
}
