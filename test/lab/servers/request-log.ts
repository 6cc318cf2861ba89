/** One thing that a server of the lab was asked. */
export interface LabRequest {
  /** The server's name in the lab, e.g. `cmg`, `internal-dns`. */
  readonly server: string;
  /** `udp`, `tcp`, `http`, `https` or `connect`. */
  readonly protocol: string;
  /** `A cmg.contoso.com`, `GET pki.contoso.com/ca.crl`, … */
  readonly what: string;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** What all servers of a lab were asked, in order of arrival. */
export class RequestLog {
  readonly #entries: LabRequest[] = [];

  add(entry: LabRequest): void {
    this.#entries.push(entry);
  }

  /** All, or those of one server. */
  entries(server?: string): readonly LabRequest[] {
    return this.#entries.filter((entry) => server === undefined || entry.server === server);
  }
}
