/**
 * Something on the way to Red Hat's knowledge went wrong. It never leaves this folder: enrichment must not hold up a copy. The
 * message names the step and the kind of failure, never a response's body, which might repeat a credential.
 */
export class RedHatError extends Error {
  override readonly name = "RedHatError";
}
