import type { Architecture, BaseSource } from "./template.ts";

/** What Canonical and Debian call the architectures. */
const debianNames: Readonly<Record<Architecture, string>> = { x86_64: "amd64", arm64: "arm64" };

/**
 * Public parameters with the newest image of a distribution, in every Region (Systems Manager User Guide, Calling AMI public parameters;
 * Ubuntu on AWS, Find Ubuntu images; Debian wiki, Cloud/AmazonEC2Image). Amazon Linux has its architectures under EC2's names.
 */
const parameters = {
  "ubuntu-22.04-lts": (architecture) =>
    `/aws/service/canonical/ubuntu/server/22.04/stable/current/${debianNames[architecture]}/hvm/ebs-gp2/ami-id`,
  "ubuntu-24.04-lts": (architecture) =>
    `/aws/service/canonical/ubuntu/server/24.04/stable/current/${debianNames[architecture]}/hvm/ebs-gp3/ami-id`,
  "amazon-linux-2023": (architecture) =>
    `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`,
  "debian-12": (architecture) => `/aws/service/debian/release/12/latest/${debianNames[architecture]}`,
} as const satisfies Readonly<Record<string, (architecture: Architecture) => string>>;

/** Short names of base images. */
export const aliases: readonly string[] = Object.keys(parameters);

/** How a base image is looked for in a build's Region. */
export type BaseLookup =
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "image"; readonly image_id: string }
  /** The newest by CreationDate of the architecture. */
  | {
      readonly kind: "newest";
      readonly owner: string;
      readonly name: string;
      readonly architecture: Architecture;
    };

/**
 * Where the base image of a template is looked for.
 *
 * @param source `base_ami.source`
 * @param architecture the build's
 */
export function baseLookup(source: BaseSource, architecture: Architecture): BaseLookup {
  if (typeof source !== "string") return { kind: "newest", ...source, architecture };
  if (isAlias(source)) return { kind: "parameter", name: parameters[source](architecture) };
  return source.startsWith("/") ? { kind: "parameter", name: source } : { kind: "image", image_id: source };
}

/** Whether a source has an image of each architecture: an image id and a parameter have one. */
export function hasEveryArchitecture(source: BaseSource): boolean {
  return typeof source !== "string" || isAlias(source);
}

function isAlias(source: string): source is keyof typeof parameters {
  return Object.hasOwn(parameters, source);
}
