import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema, StaticStructureSchema } from "@smithy/types";
import { AwsError } from "../aws-error.ts";

/** An operation of a REST protocol, and the requests that are calls of it. */
export interface RestRoute {
  readonly operation: string;
  readonly method: string;
  /** HTTP status of its answer. */
  readonly status: number;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Members of the input that the path or the host says. */
  readonly labels: readonly string[];
  /** Parameters that stand in every query of it, with their values. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  /** Parameters of a query that it knows. */
  readonly known: ReadonlySet<string>;
  /** Parameters and headers that it needs, headers in lower case. */
  readonly needed: { readonly query: readonly string[]; readonly headers: readonly string[] };
}

/** A request, taken apart. */
export interface RestRequest {
  readonly method: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** The parameter by which the SDK names the operation; other callers leave it out. */
const operationId = "x-id";

/** The route of an operation, from the SDK's schema of it. */
export function routeOf([, , operation, traits, inputRef, outputRef]: StaticOperationSchema): RestRoute {
  const [method, uri, status] = (traits as { readonly http: readonly [string, string, number] }).http;
  const input = NormalizedSchema.of(inputRef);
  const members = [...input.structIterator()].map(([name, member]) => ({ name, ...member.getMergedTraits() }));
  // The members that have to be there come first; the schema tells how many they are.
  const needed = members.slice(0, (input.getSchema() as StaticStructureSchema)[6] ?? 0);
  const parameters = [...new URLSearchParams(uri.split("?")[1])];
  return {
    operation,
    method,
    status,
    input,
    output: NormalizedSchema.of(outputRef),
    labels: members.filter(({ httpLabel }) => httpLabel !== undefined).map(({ name }) => name),
    literals: parameters.filter(([name]) => name !== operationId),
    known: new Set([
      operationId,
      ...parameters.map(([name]) => name),
      ...members.flatMap(({ httpQuery }) => httpQuery ?? []),
    ]),
    needed: {
      query: needed.flatMap(({ httpQuery }) => httpQuery ?? []),
      headers: needed.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
    },
  };
}

/**
 * The operation that a request is a call of: of those whose path, parameters and headers fit, the one that says most of them.
 *
 * @throws AwsError MethodNotAllowed for a request that is none
 */
export function findRoute(routes: readonly RestRoute[], request: RestRequest): RestRoute {
  const { method, labels, query, headers } = request;
  const fitting = routes.filter(
    (route) =>
      route.method === method &&
      route.labels.length === Object.keys(labels).length &&
      route.labels.every((label) => labels[label] !== undefined) &&
      route.literals.every(([name, value]) => query.get(name) === value) &&
      [...query.keys()].every((name) => route.known.has(name)) &&
      route.needed.query.every((name) => query.has(name)) &&
      route.needed.headers.every((name) => headers[name] !== undefined),
  );
  const named = fitting.find(({ operation }) => operation === query.get(operationId));
  const [first, ...others] = named === undefined ? fitting : [named];
  if (first === undefined) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  return others.reduce((best, route) => (weight(route) > weight(best) ? route : best), first);
}

function weight({ literals, needed }: RestRoute): number {
  return literals.length + needed.query.length + needed.headers.length;
}
