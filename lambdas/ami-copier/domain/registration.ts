import type { RegisterImageCommandInput } from "@aws-sdk/client-ec2";
import type { FinalizerConfig } from "../config.ts";
import type { ReadyItem } from "../shapes.ts";
import { finalMappings } from "./block-devices.ts";
import { finalTags } from "./tags.ts";
import { toDescription } from "../../shared/text.ts";

/** What the finalizer knows beside the image. */
export interface RegistrationContext {
  readonly config: FinalizerConfig;
  readonly userTags: Readonly<Record<string, string>>;
  /** The installation that registers the image, by the name of its state machine. */
  readonly installation: string;
  /** The image's UEFI variable store, base64; undefined when it has none. DescribeImages does not show it. */
  readonly uefiData: string | undefined;
}

/**
 * Parameters of RegisterImage for a finished copy: everything the temporary image has that a new image can be given, and all tags. Image and
 * tags are born together, for an image without its tags would be copied again by every run.
 *
 * @param image the copy
 * @param name name of the final image
 * @param context configuration, the user's tags, UEFI data
 */
export function registrationInput(
  image: ReadyItem,
  name: string,
  context: RegistrationContext,
): RegisterImageCommandInput {
  const source = image.temp_image;
  return {
    Name: name,
    Description: toDescription(image.description),
    Architecture: source.Architecture as RegisterImageCommandInput["Architecture"],
    RootDeviceName: source.RootDeviceName,
    VirtualizationType: source.VirtualizationType ?? "hvm",
    EnaSupport: source.EnaSupport,
    SriovNetSupport: source.SriovNetSupport,
    BootMode: source.BootMode as RegisterImageCommandInput["BootMode"],
    TpmSupport: source.TpmSupport as RegisterImageCommandInput["TpmSupport"],
    ImdsSupport: (context.config.imdsSupport ?? source.ImdsSupport) as RegisterImageCommandInput["ImdsSupport"],
    UefiData: context.uefiData,
    BlockDeviceMappings: [...finalMappings(source.BlockDeviceMappings, context.config)],
    TagSpecifications: [{ ResourceType: "image", Tags: [...finalTags(image, context).tags] }],
  };
}
