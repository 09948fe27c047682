/** A compose of Red Hat's Image Builder. */
export interface Compose {
  readonly id: string;
  /** Its image, once it is uploaded. */
  readonly ami?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly imageType?: string;
  readonly name?: string;
  readonly description?: string;
  readonly distribution?: string;
  readonly blueprint?: { readonly id: string; readonly version: number };
  /** Number of packages in its image. */
  readonly packages?: number;
  /** Images of its clones, which are copies in other Regions. */
  readonly clones?: readonly string[];
}

/** A request, without the address of the service. */
export interface RedHatRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

/** An answer in JSON; one without a value is an empty object. */
export interface RedHatAnswer {
  readonly status: number;
  readonly value?: unknown;
}

/** What Red Hat knows a customer by. */
export type RedHatCredentials =
  { readonly clientId: string; readonly clientSecret: string } | { readonly offlineToken: string };

const tokenPath = "/auth/realms/redhat-external/protocol/openid-connect/token";
const basePath = "/api/image-builder/v1";
const clonePrefix = "clone-";

/** Names of what a path may ask for. */
export const redHatOperations = ["token", "composes", "compose", "metadata", "clones", "clone"];

/** Name of what a path asks for: one of `redHatOperations`, or `unknown`. */
export function operationOf(path: string): string {
  if (path === tokenPath) return "token";
  const [kind, id, part] = path.startsWith(`${basePath}/`) ? path.slice(basePath.length + 1).split("/") : [];
  if (kind === "clones" && id !== undefined) return "clone";
  if (kind !== "composes") return "unknown";
  const operation = id === undefined ? "composes" : (part ?? "compose");
  return redHatOperations.includes(operation) ? operation : "unknown";
}

/**
 * Red Hat's single sign-on and Image Builder API, as far as the copier asks them (image-builder, internal/v1/api.yaml).
 * How requests travel is not its business.
 */
export class RedHatApi {
  composes: readonly Compose[] = [];
  readonly #credentials: readonly RedHatCredentials[];
  readonly #accessToken: string;

  /**
   * @param credentials those that get a token
   * @param accessToken the token they get
   */
  constructor(credentials: readonly RedHatCredentials[], accessToken = "access-token-of-the-simulator") {
    this.#credentials = credentials;
    this.#accessToken = accessToken;
  }

  /** Answers one request. */
  answer(request: RedHatRequest): RedHatAnswer {
    const operation = operationOf(request.path);
    if (operation === "token") {
      return this.#token(request.form);
    }
    if (request.authorization !== `Bearer ${this.#accessToken}`) {
      return { status: 401 };
    }
    const id = decodeURIComponent(request.path.slice(basePath.length).split("/")[2] ?? "");
    if (operation === "composes") {
      return { status: 200, value: this.#list(request.query) };
    }
    if (operation === "clone") {
      return {
        status: 200,
        value: { status: "success", type: "aws", options: uploadOf(id.slice(clonePrefix.length)) },
      };
    }
    const compose = this.composes.find((candidate) => candidate.id === id);
    const value = compose === undefined ? undefined : describe(compose, operation);
    return value === undefined ? { status: 404 } : { status: 200, value };
  }

  #token(form: URLSearchParams): RedHatAnswer {
    if (!this.#credentials.some((credentials) => matches(credentials, form))) {
      return { status: 401, value: { error: "invalid_client" } };
    }
    return { status: 200, value: { access_token: this.#accessToken, expires_in: 900, token_type: "Bearer" } };
  }

  #list(query: URLSearchParams): object {
    const offset = Number(query.get("offset") ?? 0);
    const limit = Number(query.get("limit") ?? 100);
    return {
      meta: { count: this.composes.length },
      links: { first: "", last: "" },
      data: this.composes.slice(offset, offset + limit).map(listItem),
    };
  }
}

function matches(credentials: RedHatCredentials, form: URLSearchParams): boolean {
  if ("offlineToken" in credentials) {
    return form.get("grant_type") === "refresh_token" && form.get("refresh_token") === credentials.offlineToken;
  }
  return (
    form.get("grant_type") === "client_credentials" &&
    form.get("client_id") === credentials.clientId &&
    form.get("client_secret") === credentials.clientSecret
  );
}

function describe(compose: Compose, part: string): unknown {
  switch (part) {
    case "compose":
      return {
        image_status: {
          status: "success",
          upload_status: { status: "success", type: "aws", options: uploadOf(compose.ami) },
        },
        request: requestOf(compose),
      };
    case "metadata":
      return { packages: Array.from({ length: compose.packages ?? 0 }, (_, index) => ({ name: `package-${index}` })) };
    case "clones": {
      const clones = compose.clones ?? [];
      return { meta: { count: clones.length }, data: clones.map((ami) => ({ id: `${clonePrefix}${ami}` })) };
    }
    default:
      return undefined;
  }
}

function uploadOf(ami: string | undefined): object | undefined {
  return ami === undefined ? undefined : { ami, region: "us-east-1" };
}

function listItem(compose: Compose): object {
  return {
    id: compose.id,
    created_at: compose.createdAt,
    image_name: compose.name,
    blueprint_id: compose.blueprint?.id ?? null,
    blueprint_version: compose.blueprint?.version ?? null,
    request: requestOf(compose),
  };
}

function requestOf({ imageType = "aws", name, description, distribution = "rhel-9" }: Compose): object {
  return {
    distribution,
    image_name: name,
    image_description: description,
    image_requests: [{ architecture: "x86_64", image_type: imageType, upload_request: { type: imageType } }],
  };
}
