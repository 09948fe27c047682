import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** Counts the HTTP requests of this process that are not answered yet. */
export class OpenRequests {
  readonly #open = new Set<object>();
  readonly #onNone: () => void;

  /** @param onNone is called when the last open request ends */
  constructor(onNone: () => void) {
    this.#onNone = onNone;
    // node:http, which the AWS SDK uses
    subscribe("http.client.request.start", (message) => {
      const { request } = message as { readonly request: ClientRequest };
      this.#open.add(request);
      request.once("close", () => {
        this.#end(request);
      });
    });
    // fetch
    subscribe("undici:request:create", (message) => {
      this.#open.add((message as { readonly request: object }).request);
    });
    for (const end of ["undici:request:trailers", "undici:request:error"]) {
      subscribe(end, (message) => {
        this.#end((message as { readonly request: object }).request);
      });
    }
  }

  /** Whether there is any. */
  get any(): boolean {
    return this.#open.size > 0;
  }

  #end(request: object): void {
    this.#open.delete(request);
    if (!this.any) this.#onNone();
  }
}
