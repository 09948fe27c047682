import * as z from "zod/mini";
import { requestJson, type RequestOptions } from "./request.ts";

const basePath = "/api/image-builder/v1";
const pageSize = 100;

const text = z.optional(z.nullable(z.string()));

const requestSchema = z.object({
  distribution: text,
  image_name: text,
  image_description: text,
  image_requests: z.optional(
    z.array(
      z.object({
        architecture: text,
        image_type: text,
        upload_request: z.optional(z.object({ type: text })),
      }),
    ),
  ),
});

const composeSchema = z.object({
  id: z.string(),
  created_at: z.string(),
  image_name: text,
  blueprint_id: text,
  blueprint_version: z.optional(z.nullable(z.union([z.number(), z.string()]))),
  request: z.optional(requestSchema),
});
/** A compose as the list has it. */
export type Compose = z.output<typeof composeSchema>;

const pageSchema = z.object({ meta: z.object({ count: z.number() }), data: z.array(composeSchema) });

const uploadSchema = z.object({
  options: z.optional(z.nullable(z.object({ ami: text }))),
});

const statusSchema = z.object({
  image_status: z.object({ upload_status: z.optional(z.nullable(uploadSchema)) }),
  request: z.optional(requestSchema),
});
/** What the status of a compose adds. */
export type ComposeStatus = z.output<typeof statusSchema>;

const clonesSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const metadataSchema = z.object({ packages: z.optional(z.nullable(z.array(z.unknown()))) });

/** Red Hat's Image Builder API, as far as it is needed here (image-builder, internal/v1/api.yaml). Every method throws RedHatError. */
export class ImageBuilder {
  readonly #baseUrl: string;
  readonly #token: string;
  readonly #options: Omit<RequestOptions, "what">;
  readonly #listTimeout: number;

  /**
   * @param apiUrl where it is
   * @param token access token
   * @param options timeout of a request in milliseconds, and signal
   * @param listTimeout timeout of a page of the list, which takes longer
   */
  constructor(apiUrl: string, token: string, options: Omit<RequestOptions, "what">, listTimeout: number) {
    this.#baseUrl = `${apiUrl}${basePath}`;
    this.#token = token;
    this.#options = options;
    this.#listTimeout = listTimeout;
  }

  /** One page of the composes, and whether there are more behind it. */
  async listComposes(page: number): Promise<{ readonly composes: readonly Compose[]; readonly more: boolean }> {
    const offset = page * pageSize;
    const { data, meta } = await this.#get(
      `/composes?limit=${pageSize}&offset=${offset}`,
      pageSchema,
      "list of composes",
      this.#listTimeout,
    );
    return { composes: data, more: data.length > 0 && offset + data.length < meta.count };
  }

  /** The status of a compose; its upload has the image's id. */
  getStatus(composeId: string): Promise<ComposeStatus> {
    return this.#get(`/composes/${encodeURIComponent(composeId)}`, statusSchema, "compose");
  }

  /** Ids of a compose's clones: copies of its image in other Regions. */
  async listClones(composeId: string): Promise<readonly string[]> {
    const { data } = await this.#get(
      `/composes/${encodeURIComponent(composeId)}/clones`,
      clonesSchema,
      "list of clones",
    );
    return data.map(({ id }) => id);
  }

  /** Id of a clone's image, when there is one already. */
  async getCloneAmi(cloneId: string): Promise<string | undefined> {
    const { options } = await this.#get(`/clones/${encodeURIComponent(cloneId)}`, uploadSchema, "clone");
    return options?.ami ?? undefined;
  }

  /** Number of packages in a compose's image. */
  async countPackages(composeId: string): Promise<number> {
    const { packages } = await this.#get(
      `/composes/${encodeURIComponent(composeId)}/metadata`,
      metadataSchema,
      "metadata of a compose",
    );
    return packages?.length ?? 0;
  }

  #get<Schema extends z.ZodMiniType>(
    path: string,
    schema: Schema,
    what: string,
    timeout = this.#options.timeout,
  ): Promise<z.output<Schema>> {
    const headers = { authorization: `Bearer ${this.#token}`, accept: "application/json" };
    return requestJson(`${this.#baseUrl}${path}`, { headers }, schema, { ...this.#options, what, timeout });
  }
}
