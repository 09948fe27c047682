import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchMetadata } from "../../../../lambdas/ami-copier/redhat/metadata.ts";
import type { WantedImage } from "../../../../lambdas/ami-copier/redhat/search.ts";
import { createLogger } from "../../../../lambdas/shared/logger.ts";
import type { Compose } from "../../../../simulator/modules/ami-copier/red-hat/api.ts";
import { accessToken, type Fault, type RedHatServer, startRedHat } from "./server.ts";

const now = new Date("2026-01-20T00:00:00Z");
const clientSecret = "the-client-secret";
// One client each, not the classes: those are other tests' too.
const ssmClient = new SSMClient();
const ssm = mockClient(ssmClient);
const secretsManagerClient = new SecretsManagerClient();
const secretsManager = mockClient(secretsManagerClient);
let server: RedHatServer;
let lines: string[];

beforeEach(async () => {
  server = await startRedHat([
    { clientId: "the-client-id", clientSecret },
    { clientId: "a", clientSecret: "b" },
    { offlineToken: "offline" },
  ]);
  lines = [];
  ssm.reset();
  secretsManager.reset();
  ssm.on(GetParameterCommand, { Name: "id" }).resolves({ Parameter: { Value: "the-client-id" } });
  ssm.on(GetParameterCommand, { Name: "secret" }).resolves({ Parameter: { Value: clientSecret } });
});
afterEach(() => server.close());

const ami = (index: number) => `ami-${index.toString(16).padStart(17, "0")}`;

/** A compose whose image is `ami(index)`, one hour older than the one before. */
function compose(index: number, more: Partial<Compose> = {}): Compose {
  return {
    id: `compose-${index}`,
    ami: ami(index),
    createdAt: new Date(now.getTime() - index * 3_600_000).toISOString(),
    ...more,
  };
}

/** An image that was registered a quarter of an hour after its compose began. */
function wanted(index: number): WantedImage {
  return { id: ami(index), createdAt: new Date(now.getTime() - index * 3_600_000 + 900_000).toISOString() };
}

/** Milliseconds: more than a test may take. Only what is to run out is short, so that a busy machine does not end the rest. */
const ample = 600_000;
const short = 300;

/** What a test may set otherwise. */
interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeouts?: Partial<Readonly<Record<"request" | "list" | "all", number>>>;
  readonly fetch?: typeof fetch;
}

function ask(images: readonly WantedImage[], { environment = {}, timeouts = {}, fetch: send = fetch }: Given = {}) {
  return fetchMetadata(
    images,
    {
      ssm: ssmClient,
      secretsManager: secretsManagerClient,
      environment: {
        REDHAT_CREDENTIAL_STORE: "ssm",
        CLIENT_ID_PARAM: "id",
        CLIENT_SECRET_PARAM: "secret",
        REDHAT_SSO_URL: server.url,
        REDHAT_API_URL: server.url,
        ...environment,
      },
      now: () => now,
      timeouts: { request: ample, list: ample, all: ample, ...timeouts },
      fetch: send,
    },
    createLogger({}, (line) => lines.push(line)),
  );
}

const warnings = () => lines.filter((line) => line.includes('"warn"'));
const count = (pattern: RegExp) => server.requests.filter((path) => pattern.test(path)).length;

describe("what Red Hat knows of images", () => {
  it("becomes tags and a description", async () => {
    const blueprint = { id: "11111111-2222-3333-4444-555555555555", version: 3 };
    const name = "n".repeat(300);
    server.composes = [compose(1, { name, description: "Nightly build", blueprint, packages: 412 })];
    const found = await ask([wanted(1)]);
    expect(found.get(ami(1))).toEqual({
      description: "Nightly build",
      tags: {
        ComposeId: "compose-1",
        ImageBuilderName: name.slice(0, 256),
        Distribution: "rhel-9",
        Architecture: "x86_64",
        ComposeCreatedAt: "2026-01-19T23:00:00.000Z",
        BlueprintId: blueprint.id,
        BlueprintVersion: "3",
        PackageCount: "412",
      },
    });
    expect(warnings()).toEqual([]);
  });

  it("leaves out what is empty", async () => {
    server.composes = [compose(1)];
    expect(Object.keys((await ask([wanted(1)])).get(ami(1))?.tags ?? {})).toEqual([
      "ComposeId",
      "Distribution",
      "Architecture",
      "ComposeCreatedAt",
    ]);
  });

  it("costs at most 25 requests for ten images among a hundred composes", async () => {
    server.composes = Array.from({ length: 100 }, (_, index) => compose(index));
    const images = Array.from({ length: 10 }, (_, index) => wanted(index * 9));
    const found = await ask(images);
    expect(found.size).toBe(10);
    expect(count(/^\/token$/)).toBe(1);
    expect(count(/^\/composes$/)).toBe(1);
    expect(server.requests.length).toBeLessThanOrEqual(25);
  });

  it("is found beyond the first page, and old composes and those for other clouds are not asked for", async () => {
    server.composes = [
      ...Array.from({ length: 250 }, (_, index) => compose(index, { imageType: index === 249 ? "ami" : "gcp" })),
      compose(24 * 20),
    ];
    const found = await ask([wanted(249), wanted(24 * 20)]);
    expect([...found.keys()]).toEqual([ami(249)]);
    expect(count(/^\/composes$/)).toBe(3);
    expect(count(/^\/composes\/[^/]+$/)).toBe(1);
    expect(warnings()).toEqual([]);
  });

  it("is found for clones too, which have no compose of their own", async () => {
    server.composes = [compose(1), compose(2, { clones: [ami(99)] })];
    const found = await ask([{ id: ami(99) }]);
    expect(found.get(ami(99))?.tags["ComposeId"]).toBe("compose-2");
  });

  it("is read page by page among a thousand composes, in a bounded number of requests", async () => {
    server.composes = Array.from({ length: 1_000 }, (_, index) =>
      compose(index, { createdAt: new Date(now.getTime() - index * 60_000).toISOString() }),
    );
    const found = await ask([{ id: ami(700), createdAt: new Date(now.getTime() - 699 * 60_000).toISOString() }]);
    expect([...found.keys()]).toEqual([ami(700)]);
    expect(count(/^\/composes$/)).toBe(10);
    expect(server.requests.length).toBeLessThan(25);
  });

  it("comes from a service account in SSM", async () => {
    server.composes = [compose(1)];
    await ask([wanted(1)]);
    expect(Object.fromEntries(server.tokenForms[0] ?? [])).toEqual({
      grant_type: "client_credentials",
      client_id: "the-client-id",
      client_secret: clientSecret,
      scope: "api.console",
    });
    expect(ssm.commandCalls(GetParameterCommand).map(({ args }) => args[0].input.WithDecryption)).toEqual([true, true]);
  });

  it.each([
    ["an offline token", { offline_token: "offline" }, { grant_type: "refresh_token", client_id: "rhsm-api" }],
    [
      "both, of which the service account wins",
      { offline_token: "o", client_id: "a", client_secret: "b" },
      { grant_type: "client_credentials" },
    ],
  ])("comes from a secret with %s", async (_, secret, form) => {
    secretsManager.on(GetSecretValueCommand, { SecretId: "name" }).resolves({ SecretString: JSON.stringify(secret) });
    server.composes = [compose(1)];
    const environment = { REDHAT_CREDENTIAL_STORE: "secretsmanager", REDHAT_SECRET_NAME: "name" };
    const found = await ask([wanted(1)], { environment });
    expect(found.size).toBe(1);
    expect(Object.fromEntries(server.tokenForms[0] ?? [])).toMatchObject(form);
  });
});

describe("when Red Hat's side, or the way to it, is broken", () => {
  const faults: readonly Fault[] = ["hang", "drop", "no json", "other shape", { status: 401 }, { status: 500 }];
  /** With the timeout that ends a request there. */
  const places = [
    ["/token", "request"],
    ["/composes", "list"],
  ] as const;
  it.each(places.flatMap(([place, timeout]) => faults.map((fault) => [place, fault, timeout] as const)))(
    "%s answers with %j: nothing is known, and one warning says why",
    async (place, fault, timeout) => {
      server.composes = [compose(1)];
      server.faults.set(place, fault);
      const timeouts = fault === "hang" ? { [timeout]: short } : {};
      expect(await ask([wanted(1)], { timeouts })).toEqual(new Map());
      expect(warnings()).toHaveLength(1);
      expect(warnings()[0]).toMatch(place === "/token" ? /token: / : /list of composes: /);
    },
  );

  it("passes over a compose that cannot be read", async () => {
    server.composes = [compose(1), compose(2), compose(3)];
    server.faults.set("/composes/compose-2", { status: 403 });
    const found = await ask([wanted(1), wanted(2), wanted(3)]);
    expect([...found.keys()].sort()).toEqual([ami(1), ami(3)]);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain("HTTP status 403");
  });

  it("gives up after five failures in a row", async () => {
    server.composes = Array.from({ length: 100 }, (_, index) => compose(index));
    server.faults.set("/composes/", { status: 500 });
    expect(await ask([wanted(50)])).toEqual(new Map());
    expect(count(/^\/composes\/[^/]+$/)).toBeLessThan(15);
    expect(warnings()).toHaveLength(1);
  });

  it("keeps the other tags when only the packages cannot be counted", async () => {
    server.composes = [compose(1, { packages: 5 })];
    server.faults.set("/composes/compose-1/metadata", "hang");
    // The other requests have all the time that they take.
    const send: typeof fetch = (url, init) =>
      fetch(url, new URL(url as string).pathname.endsWith("/metadata") ? init : { ...init, signal: null });
    const found = await ask([wanted(1)], { timeouts: { request: short }, fetch: send });
    expect(found.get(ami(1))?.tags).toMatchObject({ ComposeId: "compose-1" });
    expect(found.get(ami(1))?.tags["PackageCount"]).toBeUndefined();
  });

  it.each(["/token", "/composes"])("gives up %s when the time for all of them is over", async (place) => {
    server.composes = [compose(1)];
    server.faults.set(place, "hang");
    expect(await ask([wanted(1)], { timeouts: { all: short } })).toEqual(new Map());
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain("timed out");
  });

  it("goes on when the server is not there at all", async () => {
    const environment = { REDHAT_SSO_URL: "http://127.0.0.1:1" };
    expect(await ask([wanted(1)], { environment })).toEqual(new Map());
    expect(warnings()[0]).toContain("no connection");
  });

  it.each([
    ["SSM refuses", () => ssm.on(GetParameterCommand).rejects(new Error(clientSecret)), {}],
    ["a parameter is empty", () => ssm.on(GetParameterCommand).resolves({ Parameter: { Value: "" } }), {}],
    ["no parameter is named", () => undefined, { CLIENT_SECRET_PARAM: "" }],
    ["the store is unknown", () => undefined, { REDHAT_CREDENTIAL_STORE: "vault" }],
    [
      "the secret is no JSON",
      () => secretsManager.on(GetSecretValueCommand).resolves({ SecretString: clientSecret }),
      { REDHAT_CREDENTIAL_STORE: "secretsmanager", REDHAT_SECRET_NAME: "name" },
    ],
    [
      "the secret has another shape",
      () =>
        secretsManager.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ password: clientSecret }) }),
      { REDHAT_CREDENTIAL_STORE: "secretsmanager", REDHAT_SECRET_NAME: "name" },
    ],
  ])("goes on when %s", async (_, prepare, environment) => {
    prepare();
    expect(await ask([wanted(1)], { environment })).toEqual(new Map());
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain("credentials: ");
    expect(server.requests).toEqual([]);
  });

  it("never logs a credential, a token or what a server answered", async () => {
    server.composes = [compose(1)];
    for (const place of ["/token", "/composes", "/composes/compose-1"]) {
      for (const fault of ["no json", { status: 400 }] as const) {
        server.faults.clear();
        server.faults.set(place, fault);
        await ask([wanted(1)]);
      }
    }
    expect(lines.length).toBeGreaterThan(5);
    for (const secret of [clientSecret, "the-client-id", accessToken, "maintenance"]) {
      expect(lines.join("\n")).not.toContain(secret);
    }
  });
});
