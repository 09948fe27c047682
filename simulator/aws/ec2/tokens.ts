import { ensure } from "../../core/aws-error.ts";

/** What was made under a client token, with the parameters it came with. */
export interface TokenUse {
  readonly parameters: string;
  readonly id: string;
}

/** Where tokens are told apart. */
interface TokenContext {
  readonly region: string;
  readonly tokens: Map<string, TokenUse>;
}

/**
 * Does once what a client token is for. Each Region and each operation has tokens of its own.
 *
 * @param parameters the call's parameters without the token
 * @param make makes something and returns its id
 * @returns the id of what the token stands for, made now or earlier
 * @throws AwsError InvalidParameterValue, IdempotentParameterMismatch, and what `make` throws
 */
export function onceByToken(
  { region, tokens }: TokenContext,
  operation: string,
  { token, parameters }: { readonly token: string | undefined; readonly parameters: object },
  make: () => string,
): { readonly id: string; readonly isNew: boolean } {
  if (token === undefined) return { id: make(), isNew: true };
  ensure(token.length <= 64, "InvalidParameterValue", "ClientToken is longer than 64 characters");
  ensure(/^[\x20-\x7e]*$/.test(token), "InvalidParameterValue", "ClientToken is not ASCII");
  const key = JSON.stringify([region, operation, token]);
  const text = JSON.stringify(parameters);
  const known = tokens.get(key);
  if (known !== undefined) {
    ensure(
      known.parameters === text,
      "IdempotentParameterMismatch",
      "The client token was used with other parameters.",
    );
    return { id: known.id, isNew: false };
  }
  const id = make();
  tokens.set(key, { parameters: text, id });
  return { id, isNew: true };
}
