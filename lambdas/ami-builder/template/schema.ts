import * as z from "zod/mini";
import { aliases } from "./aliases.ts";
import { field, flag, listed, listOf, objectOf, oneOf, text, textLike, wholeNumber } from "./fields.ts";
import { architectures, hygieneItems } from "./template.ts";
import { script, stepsField } from "./schema-steps.ts";
import { testsField } from "./schema-tests.ts";

/** A template's key: it is part of a parameter's name, of tags and of image names. */
export const templateKey = "[a-z0-9][a-z0-9-]{1,39}";

const sourceWords = `be ${listed([...aliases, "a parameter's name that begins with /", "an image id (ami-…)", "{owner, name}"], "or")}`;
const sourcePattern = new RegExp(
  `^(${aliases.join("|").replaceAll(".", "\\.")}|/[a-zA-Z0-9_./-]{1,1010}|ami-[0-9a-f]{8,17})$`,
);

const baseAmi = objectOf({
  source: field(
    z.optional(
      z.union(
        [
          textLike(sourcePattern, sourceWords),
          objectOf({
            owner: field(
              textLike(
                /^([0-9]{12}|amazon|aws-marketplace|self)$/,
                "be an account id in quotes, amazon, aws-marketplace or self",
              ),
              "Owner of the base image: an account id in quotes, or amazon; one of the input base_owner_ids.",
            ),
            name: field(
              textLike(/^[a-zA-Z0-9()[\] ./'@_*?-]{3,128}$/, "be 3 to 128 characters of an image's name, * and ?"),
              "Name of the base image, with * and ?. The newest by creation date is taken.",
            ),
          }),
        ],
        `must ${sourceWords}`,
      ),
    ),
    `Base image: an alias (${listed(aliases, "or")}), the name of an SSM parameter, an image id, or {owner, name}. Instead of base_ami.template.`,
  ),
  template: field(
    z.optional(textLike(new RegExp(`^${templateKey}$`), "be the key of another template")),
    "Key of another template: its newest finished image is the base. Instead of base_ami.source.",
  ),
  architecture: field(
    z._default(listOf(oneOf(architectures), 1, 2, listed(architectures, "and")), ["x86_64"]),
    "Architectures to build for.",
  ),
  ssm_agent: field(
    z._default(oneOf(["preinstalled", "install"]), "preinstalled"),
    "Whether the base image has the Systems Manager agent, or user data installs it first, as Debian and RHEL need.",
  ),
});

const region = textLike(/^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$/, "be a Region such as us-east-1");
const reservedTag = /^(aws:|AmiBuilder|ManagedBy$|Name$)/i;
const tagRule =
  "must be tags: keys of 1 to 127 and texts of at most 256 of the characters that IAM tags may have; keys that begin with aws: or AmiBuilder, ManagedBy and Name are AWS's or the module's";

/**
 * What a template may hold: the contents of one YAML file. Unknown fields are errors. What rules look at several fields is in `rules.ts`.
 */
export const templateSchema = objectOf({
  name: field(text(128), "Name of the image for people."),
  description: field(
    z._default(z.string("must be text").check(z.maxLength(1000, "must be text of at most 1000 characters")), ""),
    "What the image has.",
  ),
  version: field(
    z._default(
      textLike(
        /^[\p{L}\p{N}_.:/=+@-][\p{L}\p{Z}\p{N}_.:/=+@-]{0,63}$/u,
        'be text of 1 to 64 letters, digits, spaces and _.:/=+-@: put a version such as "1.10" in quotes, as YAML takes it for the number 1.1',
      ),
      "1",
    ),
    "Version of the template, in quotes. Another one makes a new image.",
  ),
  base_ami: field(baseAmi, "What the image is built on: either source or template is needed."),
  regions: field(
    z.optional(listOf(region, 1, 40, "Regions")),
    "Regions that get the image. Left out: the provider's Region alone.",
  ),
  region_strategy: field(
    z._default(oneOf(["copy", "build"]), "copy"),
    "copy builds in the provider's Region, which must be in regions, and copies; build builds in each Region, which needs subnets there.",
  ),
  publish_together: field(
    z._default(flag(), false),
    "Whether the parameters of all Regions move only once the image is ready in every Region.",
  ),
  setup_script: field(z.optional(script()), "A script that runs as root before steps: the step setup."),
  steps: stepsField,
  validation_tests: testsField,
  ports: field(
    z._default(listOf(wholeNumber(1, 65535), 0, 100, "ports from 1 to 65535"), []),
    "Ports that the image serves; they go to the registry and open nothing.",
  ),
  check_ports: field(
    z._default(flag(), false),
    "Whether a test on the booted image looks that each of ports is listened on, by TCP.",
  ),
  estimated_cost_per_hour: field(
    z._default(
      z.partialRecord(
        oneOf(architectures),
        z.number("must be a number that is not negative").check(z.gte(0, "must be a number that is not negative")),
      ),
      {},
    ),
    "What an instance of the image costs, by architecture, for the registry.",
  ),
  instance_types: field(
    z.optional(
      z.partialRecord(
        oneOf(architectures),
        listOf(textLike(/^[a-z0-9-]+\.[a-z0-9-]+$/, "be an instance type such as t3.medium"), 1, 10, "instance types"),
      ),
    ),
    "Instance types to build on, by architecture, tried in order. Left out: the input's.",
  ),
  volume_size_gb: field(
    z.optional(wholeNumber(1, 16384, "GiB")),
    "Size of the root volume, at least the base image's. Left out: the input's.",
  ),
  spot: field(z.optional(flag()), "Whether to build on spot instances. Left out: the input's."),
  hygiene: field(
    z.optional(listOf(oneOf(hygieneItems), 0, hygieneItems.length, listed(hygieneItems, "and"))),
    "What is removed before the image is made, and proved to be gone on the booted image. Left out: the input's.",
  ),
  max_image_age_days: field(
    z.optional(wholeNumber(0, 365, "days")),
    "Age from which the image is due again; 0 for never. Left out: the input's.",
  ),
  hop_limit: field(
    z._default(wholeNumber(1, 64), 1),
    "Hops that answers of the builder's instance metadata service may take: 2 where containers ask it.",
  ),
  tags: field(
    z._default(
      z.record(z.string(), z.string("must be text: put it in quotes"), "must be tags: text by key").check(
        z.refine(
          (tags) =>
            Object.entries(tags).every(
              ([key, value]) =>
                /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,127}$/u.test(key) &&
                /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u.test(value) &&
                !reservedTag.test(key),
            ),
          tagRule,
        ),
        z.refine(
          (tags) => Object.keys(tags).length <= 37,
          "must be at most 37 tags: AWS allows 50, and the module adds 13",
        ),
      ),
      {},
    ),
    "Tags of images and snapshots, beside the input's and over them.",
  ),
});

/** A template as its file has it, with defaults. */
export type TemplateFields = z.output<typeof templateSchema>;
