/** What EC2 takes of a volume type: GiB from and to, and IOPS where it has any (API reference of EC2, EbsBlockDevice). */
interface VolumeLimits {
  readonly size: readonly [least: number, most: number];
  readonly iops?: {
    readonly least: number;
    readonly most: number;
    /** For each GiB. */
    readonly ratio: number;
    readonly isRequired: boolean;
  };
}

/** The ratios are from the EBS User Guide (volume types); that one below the least IOPS is allowed them is from memory. */
export const volumeLimits = {
  gp2: { size: [1, 16_384] },
  gp3: { size: [1, 65_536], iops: { least: 3_000, most: 80_000, ratio: 500, isRequired: false } },
  io1: { size: [4, 16_384], iops: { least: 100, most: 64_000, ratio: 50, isRequired: true } },
  io2: { size: [4, 65_536], iops: { least: 100, most: 256_000, ratio: 1_000, isRequired: true } },
  st1: { size: [125, 16_384] },
  sc1: { size: [125, 16_384] },
  standard: { size: [1, 1_024] },
} as const satisfies Readonly<Record<string, VolumeLimits>>;

/** A volume whose fields are right each on its own. */
export interface Volume {
  readonly type: keyof typeof volumeLimits;
  /** GiB. */
  readonly size: number;
  readonly iops?: number | undefined;
}

/** What is wrong with a field. */
export interface FieldProblem {
  readonly field: string;
  /** `must be …` */
  readonly rule: string;
}

/** What EC2 would refuse of a volume. */
export function findVolumeProblems({ type, size, iops }: Volume): readonly FieldProblem[] {
  const limits: VolumeLimits = volumeLimits[type];
  const [least, most] = limits.size;
  const sizes =
    size < least || size > most ? [{ field: "size", rule: `must be ${least} to ${most} GiB for ${type}` }] : [];
  const rule = iopsRule(type, limits.iops, size, iops);
  return rule === undefined ? sizes : [...sizes, { field: "iops", rule }];
}

function iopsRule(
  type: string,
  limits: VolumeLimits["iops"],
  size: number,
  iops: number | undefined,
): string | undefined {
  if (limits === undefined) {
    return iops === undefined ? undefined : `must be left out for ${type}, which has none to choose`;
  }
  const most = Math.max(limits.least, Math.min(limits.most, size * limits.ratio));
  if (iops === undefined ? !limits.isRequired : iops >= limits.least && iops <= most) return undefined;
  return `must be ${limits.least} to ${most} for ${type} of ${size} GiB`;
}
