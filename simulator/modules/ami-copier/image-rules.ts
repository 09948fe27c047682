import { accountId } from "../../account.ts";
import { largestCount } from "../../scenario/values.ts";

/** Images of a kind, whose fields are right each on its own. */
export interface ImageKind {
  readonly name?: string | undefined;
  readonly count: number;
  readonly owner: string;
  readonly boot_mode: string;
  readonly uefi_data?: string | undefined;
  readonly region?: string | undefined;
  readonly volumes?: readonly { readonly device: string }[] | undefined;
}

/** What is wrong in a list of images. */
export interface ImageProblem {
  /** Behind the list, such as `[2, "name"]`. */
  readonly path: readonly (string | number)[];
  /** `must be …` */
  readonly rule: string;
  readonly remedy?: string;
}

/** Most characters of an image's name. */
const maxName = 128;

/**
 * The name of an image; undefined for one that gets Image Builder's.
 *
 * @param index where it stands among all images of a scenario, from 0 on: several of a kind have its number behind their name
 */
export function nameOf({ name, count }: Pick<ImageKind, "name" | "count">, index: number): string | undefined {
  return name === undefined || count === 1 ? name : `${name}-${index + 1}`;
}

/** What EC2 would refuse of images together with others, where each field is right on its own. */
export function findImageProblems(images: readonly ImageKind[]): readonly ImageProblem[] {
  const total = images.reduce((sum, { count }) => sum + count, 0);
  if (total > largestCount) {
    return [{ path: [], rule: `must be at most ${largestCount} images in all`, remedy: `the counts come to ${total}` }];
  }
  const taken = new Set<string>();
  let before = 0;
  return images.flatMap((image, index): readonly ImageProblem[] => {
    const at = (field: string, rule: string, remedy?: string): ImageProblem => ({
      path: [index, field],
      rule,
      ...(remedy === undefined ? {} : { remedy }),
    });
    const names = Array.from({ length: image.count }, (_, number) => nameOf(image, before + number));
    before += image.count;
    return [
      ...(image.owner === accountId
        ? [at("owner", `must be another account than ${accountId}, with which the image is shared`)]
        : []),
      ...(image.uefi_data !== undefined && image.boot_mode === "legacy-bios"
        ? [at("uefi_data", "must be left out with boot_mode legacy-bios", "take uefi or uefi-preferred")]
        : []),
      ...nameProblems(image, names, taken).map((rule) => at("name", rule)),
      ...volumeProblems(image.volumes ?? []).map(({ path, ...problem }) => ({
        path: [index, "volumes", ...path],
        ...problem,
      })),
    ];
  });
}

/** EC2 lets an owner use a name once in a Region. Takes the names. */
function nameProblems(
  { owner, region = "" }: ImageKind,
  names: readonly (string | undefined)[],
  taken: Set<string>,
): readonly string[] {
  const given = names.filter((name) => name !== undefined);
  const used = given.find((name) => taken.has(`${owner} ${region} ${name}`));
  for (const name of given) taken.add(`${owner} ${region} ${name}`);
  return [
    ...(given.some((name) => name.length > maxName)
      ? [`must leave room for the number behind it within ${maxName} characters`]
      : []),
    ...(used === undefined ? [] : [`must be the only one of its owner in its Region (${used} is there already)`]),
  ];
}

function volumeProblems(volumes: NonNullable<ImageKind["volumes"]>): readonly ImageProblem[] {
  const devices = new Set<string>();
  return volumes.flatMap(({ device }, index) => {
    const isTaken = devices.has(device);
    devices.add(device);
    return isTaken ? [{ path: [index, "device"], rule: "must differ from the devices before it" }] : [];
  });
}
