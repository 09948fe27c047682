# Generated from TypeScript (stacks/ami-builder); change it there.

variable "name_prefix" {
  type        = string
  description = "Prefix of the names of all resources. IAM role names are global: use another prefix for each installation in an account."
  default     = "golden"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,31}$", var.name_prefix))
    error_message = "name_prefix must have 2 to 32 lower-case letters, digits or hyphens and begin with a letter: bucket and parameters bear it."
  }

  validation {
    condition     = var.name_prefix == null ? true : !can(regex("^(aws|ssm)", var.name_prefix))
    error_message = "name_prefix must not begin with aws or ssm, as Systems Manager keeps such names of parameters to itself."
  }
}

variable "templates" {
  type        = map(string)
  description = <<-EOT
    Templates of images by key, each a text in YAML:
    { for file in fileset("templates", "*.yml") : trimsuffix(file, ".yml") => file("templates/$${file}") }.
    The key is the template's name in parameters, tags and events. The table of its fields is in docs/ami-builder.md.
  EOT
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.templates) : can(regex("^[a-z0-9][a-z0-9-]{1,39}$", key)) && key != "captures"])
    error_message = "templates must have keys of 2 to 40 lower-case letters, digits and hyphens that begin with no hyphen, and none of them captures, where the parameters of captured images are."
  }

  validation {
    condition     = length([for key, text in var.templates : key if !can(keys(yamldecode(text)))]) == 0
    error_message = "templates must be YAML of one document with fields: give the contents of a file, file(\"templates/a.yml\"), and look at its indentation. Found in ${join(", ", [for key, text in var.templates : key if !can(keys(yamldecode(text)))])}."
  }

  validation {
    condition = length([
      for key, text in var.templates : "${key}: name" if can(keys(yamldecode(text))) ? !try(
        (
          can(regex("^\"", jsonencode(yamldecode(text).name)))
          && length(trimspace(yamldecode(text).name)) > 0
          && length(yamldecode(text).name) <= 128
        ),
        false
      ) : false
    ]) == 0
    error_message = "templates must have a name each, a text of 1 to 128 characters: add it, in quotes where it looks like a number. Found in ${join(", ", [for key, text in var.templates : "${key}: name" if can(keys(yamldecode(text))) ? !try(can(regex("^\"", jsonencode(yamldecode(text).name))) && length(trimspace(yamldecode(text).name)) > 0 && length(yamldecode(text).name) <= 128, false) : false])}."
  }

  validation {
    condition = length([
      for key, text in var.templates : "${key}: base_ami" if can(keys(yamldecode(text))) ? !try(can(yamldecode(text).base_ami.source) != can(yamldecode(text).base_ami.template), false) : false
    ]) == 0
    error_message = "templates must have base_ami each, with either source or template: add base_ami.source, or remove one of the two. Found in ${join(", ", [for key, text in var.templates : "${key}: base_ami" if can(keys(yamldecode(text))) ? !try(can(yamldecode(text).base_ami.source) != can(yamldecode(text).base_ami.template), false) : false])}."
  }

  validation {
    condition = length([
      for key, text in var.templates : "${key}: base_ami.architecture" if can(keys(yamldecode(text))) ? !try(
        (
          can(yamldecode(text).base_ami.architecture)
          ? (
            can(regex("^\\[", jsonencode(yamldecode(text).base_ami.architecture)))
            && length(yamldecode(text).base_ami.architecture) > 0
            && length(distinct(yamldecode(text).base_ami.architecture)) == length(yamldecode(text).base_ami.architecture)
            && alltrue([for item in yamldecode(text).base_ami.architecture : contains(["x86_64", "arm64"], item)])
          )
          : true
        ),
        false
      ) : false
    ]) == 0
    error_message = "templates must have base_ami.architecture as a list of x86_64 and arm64, each once: correct it, or leave it out for x86_64. Found in ${join(", ", [for key, text in var.templates : "${key}: base_ami.architecture" if can(keys(yamldecode(text))) ? !try(can(yamldecode(text).base_ami.architecture) ? can(regex("^\\[", jsonencode(yamldecode(text).base_ami.architecture))) && length(yamldecode(text).base_ami.architecture) > 0 && length(distinct(yamldecode(text).base_ami.architecture)) == length(yamldecode(text).base_ami.architecture) && alltrue([for item in yamldecode(text).base_ami.architecture : contains(["x86_64", "arm64"], item)]) : true, false) : false])}."
  }

  validation {
    condition = length([
      for key, text in var.templates : "${key}: version" if can(keys(yamldecode(text))) ? !try(
        (
          can(yamldecode(text).version)
          ? (
            can(regex("^\"", jsonencode(yamldecode(text).version)))
            && can(regex("^[\\p{L}\\p{N}_.:/=+@-][\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,63}$", yamldecode(text).version))
          )
          : true
        ),
        false
      ) : false
    ]) == 0
    error_message = "templates must have version as a text of 1 to 64 letters, digits, spaces and _.:/=+-@: put it in quotes, as YAML takes 1.10 for the number 1.1. Found in ${join(", ", [for key, text in var.templates : "${key}: version" if can(keys(yamldecode(text))) ? !try(can(yamldecode(text).version) ? can(regex("^\"", jsonencode(yamldecode(text).version))) && can(regex("^[\\p{L}\\p{N}_.:/=+@-][\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,63}$", yamldecode(text).version)) : true, false) : false])}."
  }

  validation {
    condition = length([
      for key, text in var.templates : "${key}: base_ami.template" if can(keys(yamldecode(text))) ? !try(
        (
          can(yamldecode(text).base_ami.template)
          ? (
            yamldecode(text).base_ami.template != key
            && contains(keys(var.templates), yamldecode(text).base_ami.template)
          )
          : true
        ),
        false
      ) : false
    ]) == 0
    error_message = "templates must have the key of another template in base_ami.template: correct it, or use base_ami.source. Found in ${join(", ", [for key, text in var.templates : "${key}: base_ami.template" if can(keys(yamldecode(text))) ? !try(can(yamldecode(text).base_ami.template) ? yamldecode(text).base_ami.template != key && contains(keys(var.templates), yamldecode(text).base_ami.template) : true, false) : false])}."
  }

  validation {
    condition = length(flatten([for key, text in var.templates : [for script in concat(
      try(
        [
          {
            field  = "setup_script"
            script = yamldecode(text).setup_script
          },
        ],
        []
      ),
      try(
        [for index, step in yamldecode(text).steps : {
          field  = "steps.${index}.script"
          script = step.script
        }],
        []
      )
    ) : "${key}: ${script.field}" if length(replace(try(base64encode(script.script), ""), "=", "")) > 87382] if can(keys(yamldecode(text)))])) == 0
    error_message = "templates must have scripts of at most 64 KiB: split a longer one into steps, or let it fetch what is large. Found in ${join(", ", flatten([for key, text in var.templates : [for script in concat(try([{ field = "setup_script", script = yamldecode(text).setup_script }], []), try([for index, step in yamldecode(text).steps : { field = "steps.${index}.script", script = step.script }], [])) : "${key}: ${script.field}" if length(replace(try(base64encode(script.script), ""), "=", "")) > 87382] if can(keys(yamldecode(text)))]))}."
  }
}

variable "existing_bucket_name" {
  type        = string
  description = <<-EOT
    Bucket in the provider's Region that keeps templates, records and logs, instead of one that the module makes.
    Its versioning, encryption, policy and lifecycle are then yours, and it serves this installation alone. Terraform has to know the name when it plans.
  EOT
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$", var.existing_bucket_name))
    error_message = "existing_bucket_name must be a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens, or empty."
  }
}

variable "bucket_kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts the bucket, made or existing. Empty for S3's own encryption."
  default     = ""
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}))?$",
        var.bucket_kms_key_arn
      )
    )
    error_message = "bucket_kms_key_arn must be the ARN of a KMS key, or empty."
  }
}

variable "force_destroy_bucket" {
  type        = bool
  description = "Whether terraform destroy removes the bucket although records and logs are in it."
  default     = false
  nullable    = false
}

variable "build_log_days" {
  type        = number
  description = "Days that the bucket keeps what scripts and tests printed (1-3650)."
  default     = 90
  nullable    = false

  validation {
    condition     = var.build_log_days >= 1 && var.build_log_days <= 3650 && floor(var.build_log_days) == var.build_log_days
    error_message = "build_log_days must be a whole number of days from 1 to 3650."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags of the module's resources, of instances while they build, of images and of their snapshots."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 30
    error_message = "tags must have at most 30 entries: AWS allows 50 tags, the module writes up to 13 of its own, and a template or a capture may add to them up to 37 together."
  }

  validation {
    condition = alltrue([
      for key, value in var.tags : length(key) >= 1 && length(key) <= 127 && !can(regex("^(?i)aws:", key)) && length(value) <= 256
    ])
    error_message = "tags must have keys of 1 to 127 characters that do not begin with aws:, and values of at most 256 characters."
  }

  validation {
    condition = alltrue([
      for text in concat(keys(var.tags), values(var.tags)) : can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]*$", text))
    ])
    error_message = "tags must hold only letters, digits, spaces and the characters _.:/=+-@ because the roles have them too, and IAM takes no others."
  }

  validation {
    condition     = length(distinct([for key in setunion(keys(var.tags), ["Name"]) : lower(key)])) == length(setunion(keys(var.tags), ["Name"]))
    error_message = "tags must not have keys that differ in case only, nor Name in another case: the roles have them too, and IAM takes such keys for the same."
  }

  validation {
    condition = length(
      setintersection(keys(var.tags), ["ManagedBy", "CreatedFrom", "CreatedFromJob", "AutoCreated", "CreatedAt"])
    ) == 0
    error_message = "tags must not hold ManagedBy, CreatedFrom, CreatedFromJob, AutoCreated or CreatedAt: the module writes them, and recognises its images by them."
  }

  validation {
    condition     = alltrue([for key in keys(var.tags) : !can(regex("^AmiBuilder", key))])
    error_message = "tags must not have keys that begin with AmiBuilder, by which the module recognises what is its own."
  }
}

variable "schedule_expression" {
  type        = string
  description = "When to build what is due, for example rate(7 days) or cron(0 2 ? * MON *), in UTC."
  default     = "cron(0 2 ? * MON *)"
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(rate\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\)|cron\\([^ ()]+ [^ ()]+ (\\? [^ ()]+ [^ ()]+|[^ ()]+ [^ ()]+ \\?) [^ ()]+\\))$",
        var.schedule_expression
      )
    )
    error_message = "schedule_expression must be rate(1 hour), rate(12 hours) and the like with minutes, hours or days, or cron() with six fields, one of the two for days a ?, for example cron(0 6 * * ? *)."
  }
}

variable "schedule_enabled" {
  type        = bool
  description = "Whether the schedule starts runs. Without it only you do."
  default     = true
  nullable    = false
}

variable "subnet_ids" {
  type        = list(string)
  description = <<-EOT
    Subnets for the instances that build and test, of one VPC: they need a way out to Systems Manager and none in.
    Empty for the default VPC, whose instances reach it only with associate_public_ip_address = true.
    How many there are has to be known when Terraform plans.
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) <= 16
    error_message = "subnet_ids must name at most 16 subnets."
  }

  validation {
    condition     = alltrue([for item in var.subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", item))])
    error_message = "subnet_ids must be ids of subnets, such as subnet-0a1b2c3d4e5f60718."
  }
}

variable "associate_public_ip_address" {
  type        = bool
  description = "Whether these instances get a public address: their way out where a subnet has no NAT gateway. No way in opens."
  default     = false
  nullable    = false
}

variable "security_group_ids" {
  type        = list(string)
  description = <<-EOT
    Security groups of these instances. Empty for one that the module makes, without a way in.
    How many there are has to be known when Terraform plans.
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = length(var.security_group_ids) <= 5
    error_message = "security_group_ids must name at most 5 groups, as EC2 allows a network interface."
  }

  validation {
    condition     = alltrue([for item in var.security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", item))])
    error_message = "security_group_ids must be ids of security groups, such as sg-0a1b2c3d."
  }
}

variable "regional" {
  type = map(object({
    subnet_ids         = optional(list(string), [])
    security_group_ids = optional(list(string), [])
    kms_key_id         = optional(string, "")
  }))
  description = <<-EOT
    Further Regions, by name, that images may be published in: kms_key_id encrypts the images there.
    subnet_ids and security_group_ids are for templates that build there (region_strategy: build); {} is enough for copies.
  EOT
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.regional) : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$", name))])
    error_message = "regional must have Regions as keys, such as eu-west-1."
  }

  validation {
    condition = alltrue([
      for place in values(var.regional) : length(place.subnet_ids) <= 16 && alltrue([for id in place.subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))]) && length(place.security_group_ids) <= 5 && alltrue([for id in place.security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    ])
    error_message = "regional must have at most 16 ids of subnets in subnet_ids and at most 5 of security groups in security_group_ids."
  }

  validation {
    condition = alltrue([
      for place in values(var.regional) : (length(place.subnet_ids) > 0) == (length(place.security_group_ids) > 0)
    ])
    error_message = "regional must have subnet_ids and security_group_ids of a Region both or neither: the module makes a security group in the provider's Region only."
  }

  validation {
    condition = alltrue([
      for place in values(var.regional) : can(
        regex(
          "^(([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})|alias/[a-zA-Z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:alias/[a-zA-Z0-9/_-]+)?$",
          place.kms_key_id
        )
      )
    ])
    error_message = "regional must have a KMS key id, a key ARN, alias/name or an alias ARN in kms_key_id, or leave it out."
  }

  validation {
    condition = alltrue([
      for name, place in var.regional : can(regex("^arn:", place.kms_key_id)) ? split(":", place.kms_key_id)[3] == name : true
    ])
    error_message = "regional must have in kms_key_id a key of the Region that it stands under."
  }
}

variable "instance_types" {
  type        = map(list(string))
  description = "Instance types to build on, by architecture, tried in order where EC2 has no room. What is left out has its default."
  default = {
    x86_64 = ["t3.medium", "t3a.medium", "m6i.large"]
    arm64  = ["t4g.medium", "m6g.large", "m7g.large"]
  }
  nullable = false

  validation {
    condition     = length(setsubtract(keys(var.instance_types), ["x86_64", "arm64"])) == 0
    error_message = "instance_types must have x86_64 and arm64 as keys."
  }

  validation {
    condition     = alltrue([for types in values(var.instance_types) : length(types) >= 1 && length(types) <= 10])
    error_message = "instance_types must have 1 to 10 types for each architecture."
  }

  validation {
    condition     = alltrue([for type in flatten(values(var.instance_types)) : can(regex("^[a-z0-9-]+[.][a-z0-9-]+$", type))])
    error_message = "instance_types must be instance types such as t3.medium."
  }
}

variable "spot" {
  type        = bool
  description = "Build on spot instances, the last round of tries on demand."
  default     = false
  nullable    = false
}

variable "volume_size_gb" {
  type        = number
  description = "Size of the root volume in GiB (1-16384). Null, and less than the base image's, for the base image's."
  default     = null

  validation {
    condition = (
      var.volume_size_gb == null
      ? true
      : (
        var.volume_size_gb >= 1
        && var.volume_size_gb <= 16384
        && floor(var.volume_size_gb) == var.volume_size_gb
      )
    )
    error_message = "volume_size_gb must be null or a whole number of GiB from 1 to 16384."
  }
}

variable "instance_profile_name" {
  type        = string
  description = <<-EOT
    Instance profile of the instances that build, instead of one that the module makes: its role needs what the module's has.
    Terraform looks its role up, so the profile has to be there when it plans.
  EOT
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-zA-Z0-9+=,.@_-]{1,128})?$", var.instance_profile_name))
    error_message = "instance_profile_name must be the name of an instance profile, without a path, or empty."
  }
}

variable "builder_policy_arns" {
  type        = list(string)
  description = <<-EOT
    IAM policies for the role of the instances that build, for what scripts read of AWS.
    Terraform has to know them when it plans: a policy that the same configuration makes has to be there first.
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = length(var.builder_policy_arns) <= 10
    error_message = "builder_policy_arns must name at most 10 policies: IAM attaches no more to a role."
  }

  validation {
    condition = alltrue([
      for item in var.builder_policy_arns : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", item))
    ])
    error_message = "builder_policy_arns must be ARNs of IAM policies."
  }
}

variable "base_owner_ids" {
  type        = list(string)
  description = "Who may own a base image that a template finds by name: Amazon, Canonical and Debian by default."
  default     = ["amazon", "099720109477", "136693071363"]
  nullable    = false

  validation {
    condition     = length(var.base_owner_ids) >= 1 && length(var.base_owner_ids) <= 20
    error_message = "base_owner_ids must name 1 to 20 owners."
  }

  validation {
    condition     = alltrue([for item in var.base_owner_ids : can(regex("^([0-9]{12}|amazon|aws-marketplace|self)$", item))])
    error_message = "base_owner_ids must be account ids of 12 digits, amazon, aws-marketplace or self."
  }
}

variable "max_concurrent_builds" {
  type        = number
  description = "Images built at a time (1-40)."
  default     = 4
  nullable    = false

  validation {
    condition = (
      var.max_concurrent_builds >= 1
      && var.max_concurrent_builds <= 40
      && floor(var.max_concurrent_builds) == var.max_concurrent_builds
    )
    error_message = "max_concurrent_builds must be a whole number of builds from 1 to 40."
  }
}

variable "build_timeout_hours" {
  type        = number
  description = "Hours that one image may take, from its launch to the tests on the image (1-24). Its instances end themselves then."
  default     = 8
  nullable    = false

  validation {
    condition = (
      var.build_timeout_hours >= 1
      && var.build_timeout_hours <= 24
      && floor(var.build_timeout_hours) == var.build_timeout_hours
    )
    error_message = "build_timeout_hours must be a whole number of hours from 1 to 24."
  }
}

variable "image_timeout_minutes" {
  type        = number
  description = "Minutes that EC2 may take to make an image (10-720). A slower one is gone on with by the next run."
  default     = 120
  nullable    = false

  validation {
    condition = (
      var.image_timeout_minutes >= 10
      && var.image_timeout_minutes <= 720
      && floor(var.image_timeout_minutes) == var.image_timeout_minutes
    )
    error_message = "image_timeout_minutes must be a whole number of minutes from 10 to 720."
  }
}

variable "copy_timeout_hours" {
  type        = number
  description = "Hours that the copy to another Region may take (1-24). A slower one is gone on with by the next run."
  default     = 12
  nullable    = false

  validation {
    condition = (
      var.copy_timeout_hours >= 1
      && var.copy_timeout_hours <= 24
      && floor(var.copy_timeout_hours) == var.copy_timeout_hours
    )
    error_message = "copy_timeout_hours must be a whole number of hours from 1 to 24."
  }
}

variable "max_image_age_days" {
  type        = number
  description = "Age in days from which an image is due although nothing changed, for the updates of its packages (0-365). 0 for never."
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.max_image_age_days >= 0
      && var.max_image_age_days <= 365
      && floor(var.max_image_age_days) == var.max_image_age_days
    )
    error_message = "max_image_age_days must be a whole number of days from 0 to 365."
  }
}

variable "verify_images" {
  type        = bool
  description = "Whether each image boots and passes its tests as a second instance before it is published."
  default     = true
  nullable    = false
}

variable "keep_failed_builders" {
  type        = bool
  description = "Keep an instance whose build failed, to look into it, until it ends itself after build_timeout_hours."
  default     = false
  nullable    = false
}

variable "kms_key_id" {
  type        = string
  description = <<-EOT
    Customer managed key that encrypts instances and images, in the provider's Region:
    a key id, a key ARN, alias/name or an alias ARN. Empty for the account's default EBS key;
    where that is a customer managed key, name it here, as the functions may use no other.
  EOT
  default     = ""
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})|alias/[a-zA-Z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:alias/[a-zA-Z0-9/_-]+)?$",
        var.kms_key_id
      )
    )
    error_message = "kms_key_id must be a KMS key id, a key ARN, alias/name or an alias ARN, or empty."
  }
}

variable "encrypt_images" {
  type        = bool
  description = "Whether images are encrypted."
  default     = true
  nullable    = false
}

variable "imds_support" {
  type        = string
  description = "Whether instances of the images require IMDSv2: \"v2.0\", which cannot be undone on an image, or null for what the base image has."
  default     = "v2.0"

  validation {
    condition     = var.imds_support == null ? true : var.imds_support == "v2.0"
    error_message = "imds_support must be null or \"v2.0\"."
  }
}

variable "hygiene" {
  type        = set(string)
  description = "What is removed before an image is made, and proved to be gone when it boots."
  default = [
    "ssh_host_keys",
    "authorized_keys",
    "machine_id",
    "cloud_init",
    "logs",
    "history",
    "temp",
    "random_seed",
    "ssm_agent",
  ]
  nullable = false

  validation {
    condition = length(
      setsubtract(
        var.hygiene,
        [
          "ssh_host_keys",
          "authorized_keys",
          "machine_id",
          "cloud_init",
          "logs",
          "history",
          "temp",
          "random_seed",
          "ssm_agent",
        ]
      )
    ) == 0
    error_message = "hygiene must be of ssh_host_keys, authorized_keys, machine_id, cloud_init, logs, history, temp, random_seed, ssm_agent."
  }
}

variable "image_name_template" {
  type        = string
  description = "Name of each image. Placeholders: {template}, {version}, {architecture}, {prefix}, and {id}, which it must hold. With {prefix} two installations of an account may build the same template."
  default     = "{template}-{version}-{architecture}-{id}"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9()\\[\\] ./'@_{}-]{3,128}$", var.image_name_template))
    error_message = "image_name_template must have 3 to 128 of the characters that an AMI name may hold (letters, digits, spaces and ()[]./-'@_) and placeholders in braces."
  }

  validation {
    condition     = !can(regex("[{}]", replace(var.image_name_template, "/\\{(template|version|architecture|prefix|id)\\}/", "")))
    error_message = "image_name_template must have braces only around template, version, architecture, prefix, id."
  }

  validation {
    condition     = can(regex("\\{id\\}", var.image_name_template))
    error_message = "image_name_template must hold {id}: without it two images would have one name."
  }
}

variable "parameter_prefix" {
  type        = string
  description = "Beginning of the names of the parameters that name images, such as /golden. Empty for a slash and name_prefix."
  default     = ""
  nullable    = false

  validation {
    condition = (
      var.parameter_prefix == ""
      ? true
      : can(regex("^(/[a-zA-Z0-9_.-]+){1,10}$", var.parameter_prefix)) && length(var.parameter_prefix) <= 400
    )
    error_message = "parameter_prefix must be 1 to 10 parts of letters, digits and _.- that each begin with a slash, 400 characters together, such as /golden, or empty."
  }

  validation {
    condition     = !can(regex("^(?i)/(aws|ssm)", var.parameter_prefix))
    error_message = "parameter_prefix must not begin with /aws or /ssm, as Systems Manager keeps such names to itself."
  }
}

variable "channels" {
  type        = list(string)
  description = "Names of further parameters of each template beside latest, which only promote and rollback move."
  default     = ["stable"]
  nullable    = false

  validation {
    condition     = length(var.channels) <= 10
    error_message = "channels must have at most 10 names."
  }

  validation {
    condition     = alltrue([for item in var.channels : can(regex("^[a-z0-9][a-z0-9_.-]{0,39}$", item))])
    error_message = "channels must have 1 to 40 lower-case letters, digits and _.- and begin with a letter or digit."
  }

  validation {
    condition     = !contains(var.channels, "latest") && length(distinct(var.channels)) == length(var.channels)
    error_message = "channels must not hold latest, which every template has, nor a name twice."
  }
}

variable "share_with_account_ids" {
  type        = list(string)
  description = "Accounts that images are shared with. Encrypted images need a customer managed key, whose policy lets these accounts use it."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for item in var.share_with_account_ids : can(regex("^[0-9]{12}$", item))])
    error_message = "share_with_account_ids must be account ids of 12 digits."
  }
}

variable "share_with_organization_arns" {
  type        = list(string)
  description = "Organizations that images are shared with, by ARN."
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for item in var.share_with_organization_arns : can(regex("^arn:aws[a-z-]*:organizations::[0-9]{12}:organization/o-[a-z0-9]{10,32}$", item))
    ])
    error_message = "share_with_organization_arns must be ARNs of organizations, such as arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5."
  }
}

variable "share_with_ou_arns" {
  type        = list(string)
  description = "Organizational units that images are shared with, by ARN."
  default     = []
  nullable    = false

  validation {
    condition = alltrue([
      for item in var.share_with_ou_arns : can(
        regex(
          "^arn:aws[a-z-]*:organizations::[0-9]{12}:ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$",
          item
        )
      )
    ])
    error_message = "share_with_ou_arns must be ARNs of organizational units, such as arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-11111111."
  }
}

variable "deprecate_after_days" {
  type        = number
  description = "Days after its creation from which EC2 shows an image as deprecated (1-3650). Null for never."
  default     = null

  validation {
    condition = (
      var.deprecate_after_days == null
      ? true
      : (
        var.deprecate_after_days >= 1
        && var.deprecate_after_days <= 3650
        && floor(var.deprecate_after_days) == var.deprecate_after_days
      )
    )
    error_message = "deprecate_after_days must be null or a whole number of days from 1 to 3650."
  }
}

variable "managed_by" {
  type        = string
  description = "Value of the tag ManagedBy of images. A captured image of the same version with this value counts as existing, whoever made it."
  default     = "ami-builder"
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,256}$", var.managed_by))
    error_message = "managed_by must have 1 to 256 letters, digits, spaces and _.:/=+-@."
  }
}

variable "version_tag_key" {
  type        = string
  description = "Tag with the version of a captured image, and of an instance that is captured automatically."
  default     = "Version"
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,127}$", var.version_tag_key))
    error_message = "version_tag_key must have 1 to 127 letters, digits, spaces and _.:/=+-@."
  }

  validation {
    condition = !can(
      regex("^(?i)(aws:|AmiBuilder|Name$|ManagedBy$|CreatedFrom|AutoCreated$|CreatedAt$)", var.version_tag_key)
    )
    error_message = "version_tag_key must not be a tag that AWS or the module writes: aws:…, AmiBuilder…, Name, ManagedBy, CreatedFrom, CreatedFromJob, AutoCreated or CreatedAt."
  }
}

variable "variant_tag_key" {
  type        = string
  description = "Tag with the variant of a captured image, and of an instance that is captured automatically."
  default     = "Variant"
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,127}$", var.variant_tag_key))
    error_message = "variant_tag_key must have 1 to 127 letters, digits, spaces and _.:/=+-@."
  }

  validation {
    condition = !can(
      regex("^(?i)(aws:|AmiBuilder|Name$|ManagedBy$|CreatedFrom|AutoCreated$|CreatedAt$)", var.variant_tag_key)
    )
    error_message = "variant_tag_key must not be a tag that AWS or the module writes: aws:…, AmiBuilder…, Name, ManagedBy, CreatedFrom, CreatedFromJob, AutoCreated or CreatedAt."
  }
}

variable "version_format" {
  type        = string
  description = "How a capture's version is written: as-is, or v, which makes v1.2 of 1.2 and of release/1.2."
  default     = "as-is"
  nullable    = false

  validation {
    condition     = contains(["as-is", "v"], var.version_format)
    error_message = "version_format must be \"as-is\" or \"v\"."
  }
}

variable "capture_name_template" {
  type        = string
  description = "Name of each captured image. Placeholders: {prefix}, {version}, and {id}, which it must hold."
  default     = "{prefix}-{version}-{id}"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9()\\[\\] ./'@_{}-]{3,128}$", var.capture_name_template))
    error_message = "capture_name_template must have 3 to 128 of the characters that an AMI name may hold (letters, digits, spaces and ()[]./-'@_) and placeholders in braces."
  }

  validation {
    condition     = !can(regex("[{}]", replace(var.capture_name_template, "/\\{(prefix|version|id)\\}/", "")))
    error_message = "capture_name_template must have braces only around prefix, version, id."
  }

  validation {
    condition     = can(regex("\\{id\\}", var.capture_name_template))
    error_message = "capture_name_template must hold {id}: without it two images would have one name."
  }
}

variable "auto_capture" {
  type        = bool
  description = "Whether an instance that begins to run, or is tagged, with the tag capture_tag_key = capture_tag_value is captured by itself."
  default     = false
  nullable    = false
}

variable "capture_tag_key" {
  type        = string
  description = "Tag without which no instance is captured, by itself or by hand."
  default     = "AmiCapture"
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,127}$", var.capture_tag_key))
    error_message = "capture_tag_key must have 1 to 127 letters, digits, spaces and _.:/=+-@."
  }

  validation {
    condition = !can(
      regex("^(?i)(aws:|AmiBuilder|Name$|ManagedBy$|CreatedFrom|AutoCreated$|CreatedAt$)", var.capture_tag_key)
    )
    error_message = "capture_tag_key must not be a tag that AWS or the module writes: aws:…, AmiBuilder…, Name, ManagedBy, CreatedFrom, CreatedFromJob, AutoCreated or CreatedAt."
  }
}

variable "capture_tag_value" {
  type        = string
  description = "Value of that tag with which an instance is captured by itself."
  default     = "true"
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,256}$", var.capture_tag_value))
    error_message = "capture_tag_value must have 1 to 256 letters, digits, spaces and _.:/=+-@."
  }
}

variable "auto_capture_readiness" {
  type = object({
    url                 = string
    status              = optional(list(number), [200])
    contains            = optional(list(string), [])
    interval_seconds    = optional(number, 30)
    timeout_seconds     = optional(number, 5400)
    start_after_seconds = optional(number, 0)
    successes           = optional(number, 1)
    verify_tls          = optional(bool, true)
    via                 = optional(string, "lambda")
  })
  description = <<-EOT
    When a host counts as ready for its automatic capture: url answers with a status of the list, and its body has one of contains.
    {private_ip}, {public_ip}, {private_dns} and {public_dns} in url are the host's. via: lambda asks from the function, instance from the host.
    Null to capture at once.
  EOT
  default     = null

  validation {
    condition = (
      var.auto_capture_readiness == null
      ? true
      : can(regex("^https?://[^ /?#]+([/?#][^ ]*)?$", var.auto_capture_readiness.url))
    )
    error_message = "auto_capture_readiness must have a url of http:// or https://, without spaces."
  }

  validation {
    condition = (
      var.auto_capture_readiness == null
      ? true
      : (
        length(var.auto_capture_readiness.status) >= 1
        && length(var.auto_capture_readiness.status) <= 20
        && alltrue([for code in var.auto_capture_readiness.status : code >= 100 && code <= 599 && floor(code) == code])
      )
    )
    error_message = "auto_capture_readiness must have 1 to 20 status codes from 100 to 599."
  }

  validation {
    condition = (
      var.auto_capture_readiness == null
      ? true
      : (
        length(var.auto_capture_readiness.contains) <= 20
        && alltrue([for text in var.auto_capture_readiness.contains : length(text) >= 1 && length(text) <= 256])
      )
    )
    error_message = "auto_capture_readiness must have at most 20 texts of 1 to 256 characters in contains."
  }

  validation {
    condition = (
      var.auto_capture_readiness == null
      ? true
      : (
        var.auto_capture_readiness.interval_seconds >= 5
        && var.auto_capture_readiness.interval_seconds <= 300
        && floor(var.auto_capture_readiness.interval_seconds) == var.auto_capture_readiness.interval_seconds
        && var.auto_capture_readiness.timeout_seconds >= 5
        && var.auto_capture_readiness.timeout_seconds <= 720 * var.auto_capture_readiness.interval_seconds
        && floor(var.auto_capture_readiness.timeout_seconds) == var.auto_capture_readiness.timeout_seconds
      )
    )
    error_message = "auto_capture_readiness must have an interval_seconds from 5 to 300, and a timeout_seconds from 5 to 720 such intervals, both whole."
  }

  validation {
    condition = (
      var.auto_capture_readiness == null
      ? true
      : (
        var.auto_capture_readiness.start_after_seconds >= 0
        && var.auto_capture_readiness.start_after_seconds <= 86400
        && floor(var.auto_capture_readiness.start_after_seconds) == var.auto_capture_readiness.start_after_seconds
        && var.auto_capture_readiness.successes >= 1
        && var.auto_capture_readiness.successes <= 10
        && floor(var.auto_capture_readiness.successes) == var.auto_capture_readiness.successes
      )
    )
    error_message = "auto_capture_readiness must have a start_after_seconds from 0 to 86400, and 1 to 10 successes."
  }

  validation {
    condition = (
      var.auto_capture_readiness == null
      ? true
      : contains(["lambda", "instance"], var.auto_capture_readiness.via)
    )
    error_message = "auto_capture_readiness must have via \"lambda\" or \"instance\"."
  }
}

variable "auto_capture_verify" {
  type        = bool
  description = "Boot a clone of an automatically captured image, which must meet auto_capture_readiness before the image is published."
  default     = false
  nullable    = false
}

variable "capture_regions" {
  type        = list(string)
  description = "Further Regions that captured images are copied to, each in regional."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.capture_regions) <= 40
    error_message = "capture_regions must name at most 40 Regions."
  }

  validation {
    condition = (
      alltrue([for name in var.capture_regions : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$", name))])
      && length(distinct(var.capture_regions)) == length(var.capture_regions)
    )
    error_message = "capture_regions must be Regions such as eu-west-1, each once."
  }
}

variable "capture_delay_seconds" {
  type        = number
  description = "Seconds between a host's readiness and its capture (0-3600)."
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.capture_delay_seconds >= 0
      && var.capture_delay_seconds <= 3600
      && floor(var.capture_delay_seconds) == var.capture_delay_seconds
    )
    error_message = "capture_delay_seconds must be a whole number of seconds from 0 to 3600."
  }
}

variable "probe_subnet_ids" {
  type        = list(string)
  description = <<-EOT
    Subnets of the function that asks hosts whether they are ready, where they have no public address.
    How many there are has to be known when Terraform plans. Empty for a function outside of your networks.
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = length(var.probe_subnet_ids) <= 16
    error_message = "probe_subnet_ids must name at most 16 subnets, as Lambda allows."
  }

  validation {
    condition     = alltrue([for item in var.probe_subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", item))])
    error_message = "probe_subnet_ids must be ids of subnets, such as subnet-0a1b2c3d."
  }
}

variable "probe_security_group_ids" {
  type        = list(string)
  description = "Security groups of that function, which the hosts let in."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.probe_security_group_ids) <= 5
    error_message = "probe_security_group_ids must name at most 5 groups, as Lambda allows."
  }

  validation {
    condition     = alltrue([for item in var.probe_security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", item))])
    error_message = "probe_security_group_ids must be ids of security groups, such as sg-0a1b2c3d."
  }
}

variable "readiness_hosts" {
  type        = list(string)
  description = "Hosts that a readiness url may name beside the instance's own addresses, such as a load balancer's."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.readiness_hosts) <= 50
    error_message = "readiness_hosts must name at most 50 hosts."
  }

  validation {
    condition     = alltrue([for item in var.readiness_hosts : can(regex("^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$", item))])
    error_message = "readiness_hosts must be names or addresses of hosts, without a scheme and a port."
  }
}

variable "adopt_existing" {
  type        = bool
  description = "Whether delete and cleanup also take images that others made, with the tag ManagedBy = managed_by."
  default     = false
  nullable    = false
}

variable "cleanup_schedule_expression" {
  type        = string
  description = "When to remove what runs that died have left, and, with retention_keep_newest, old images."
  default     = "rate(6 hours)"
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(rate\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\)|cron\\([^ ()]+ [^ ()]+ (\\? [^ ()]+ [^ ()]+|[^ ()]+ [^ ()]+ \\?) [^ ()]+\\))$",
        var.cleanup_schedule_expression
      )
    )
    error_message = "cleanup_schedule_expression must be rate(1 hour), rate(12 hours) and the like with minutes, hours or days, or cron() with six fields, one of the two for days a ?, for example cron(0 6 * * ? *)."
  }
}

variable "cleanup_enabled" {
  type        = bool
  description = "Whether that schedule starts runs. Without it only you do."
  default     = true
  nullable    = false
}

variable "retention_keep_newest" {
  type        = number
  description = "Newest images that are kept of each template or capture, architecture and Region (1-1000). Null to retire none."
  default     = null

  validation {
    condition = (
      var.retention_keep_newest == null
      ? true
      : (
        var.retention_keep_newest >= 1
        && var.retention_keep_newest <= 1000
        && floor(var.retention_keep_newest) == var.retention_keep_newest
      )
    )
    error_message = "retention_keep_newest must be null or a whole number of images from 1 to 1000."
  }
}

variable "retention_min_age_days" {
  type        = number
  description = "Age in days below which no image is retired (0-3650)."
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.retention_min_age_days >= 0
      && var.retention_min_age_days <= 3650
      && floor(var.retention_min_age_days) == var.retention_min_age_days
    )
    error_message = "retention_min_age_days must be a whole number of days from 0 to 3650."
  }
}

variable "retention_disable_days" {
  type        = number
  description = "Days that a retired image stays disabled, which can be undone, before it is deregistered (0-3650). 0 for at once."
  default     = 14
  nullable    = false

  validation {
    condition = (
      var.retention_disable_days >= 0
      && var.retention_disable_days <= 3650
      && floor(var.retention_disable_days) == var.retention_disable_days
    )
    error_message = "retention_disable_days must be a whole number of days from 0 to 3650."
  }
}

variable "retention_unused_days" {
  type        = number
  description = "Days without a launch below which no image is retired (0-3650)."
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.retention_unused_days >= 0
      && var.retention_unused_days <= 3650
      && floor(var.retention_unused_days) == var.retention_unused_days
    )
    error_message = "retention_unused_days must be a whole number of days from 0 to 3650."
  }
}

variable "retention_dry_run" {
  type        = bool
  description = <<-EOT
    Whether the scheduled cleanup only lists which old images it would retire and remove.
    What dead runs left is removed all the same; an event says its own dry_run.
  EOT
  default     = true
  nullable    = false
}

variable "retention_include_shared" {
  type        = bool
  description = "Whether images that are shared with others are retired too."
  default     = false
  nullable    = false
}

variable "lambda_memory_size" {
  type        = number
  description = "Memory of each function in MB (128-10240)."
  default     = 256
  nullable    = false

  validation {
    condition = (
      var.lambda_memory_size >= 128
      && var.lambda_memory_size <= 10240
      && floor(var.lambda_memory_size) == var.lambda_memory_size
    )
    error_message = "lambda_memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "lambda_runtime" {
  type        = string
  description = "Runtime of the functions: nodejs22.x or nodejs24.x, which the AWS provider knows from 6.20 on."
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = !can(regex("^nodejs(20|1?[0-9])[.]", var.lambda_runtime))
    error_message = "lambda_runtime must be nodejs22.x or nodejs24.x: AWS has ended Node.js 20 and older. With nodejs20.x no function can be created since 2026-08-31, and none updated since 2026-09-30. Set a newer one, or remove lambda_runtime."
  }

  validation {
    condition = (
      can(regex("^nodejs(20|1?[0-9])[.]", var.lambda_runtime))
      || contains(["nodejs22.x", "nodejs24.x"], var.lambda_runtime)
    )
    error_message = "lambda_runtime must be nodejs22.x or nodejs24.x: this version of the module is tested with no other. For a newer Node.js update the module."
  }
}

variable "lambda_architecture" {
  type        = string
  description = "Processor of the functions: arm64 or x86_64."
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.lambda_architecture)
    error_message = "lambda_architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days that CloudWatch Logs keeps the logs; 0 keeps them for ever."
  default     = 7
  nullable    = false

  validation {
    condition = contains(
      [
        0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
      ],
      var.log_retention_days
    )
    error_message = "log_retention_days must be one of the periods CloudWatch Logs has: 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "log_kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts the log groups; its policy must allow CloudWatch Logs. Empty for none."
  default     = ""
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}))?$",
        var.log_kms_key_arn
      )
    )
    error_message = "log_kms_key_arn must be the ARN of a KMS key, or empty."
  }
}

variable "tracing_enabled" {
  type        = bool
  description = "Trace the state machine and the functions with X-Ray."
  default     = false
  nullable    = false
}

variable "permissions_boundary_arn" {
  type        = string
  description = "ARN of the permissions boundary of all roles. Empty for none."
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+)?$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of an IAM policy, or empty."
  }
}

variable "iam_role_path" {
  type        = string
  description = "Path of all roles, for organizations that allow or deny by it."
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.iam_role_path))
    error_message = "iam_role_path must begin and end with a slash, without spaces, for example /automation/."
  }

  validation {
    condition     = length(var.iam_role_path) <= 512
    error_message = "iam_role_path must have at most 512 characters."
  }
}

variable "notification_topic_arn" {
  type        = string
  description = <<-EOT
    ARN of an SNS topic that is told of runs that end badly; its policy, which is its owner's, must let
    EventBridge and CloudWatch publish. Terraform has to know it when it plans: a topic that the same configuration
    makes has to be there first. Empty for none.
  EOT
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]{1,256})?$", var.notification_topic_arn))
    error_message = "notification_topic_arn must be the ARN of a standard SNS topic, or empty."
  }
}

variable "create_notification_topic" {
  type        = bool
  description = "Make a topic that is told of runs that end badly, instead of notification_topic_arn."
  default     = false
  nullable    = false
}

variable "notification_emails" {
  type        = list(string)
  description = "Addresses that get the topic's messages by mail, with create_notification_topic. Each must confirm a mail from AWS first."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.notification_emails) <= 20
    error_message = "notification_emails must have at most 20 addresses."
  }

  validation {
    condition     = alltrue([for item in var.notification_emails : can(regex("^[^@ ]+@[^@ ]+$", item))])
    error_message = "notification_emails must be mail addresses, each with one @."
  }
}

variable "notify_success" {
  type        = bool
  description = "Tell the topic of runs that end well too."
  default     = false
  nullable    = false
}

variable "alarms_enabled" {
  type        = bool
  description = "Make CloudWatch alarms: runs that failed, no success for too long, starts that could not be delivered. They go to the topic; without one they only show."
  default     = false
  nullable    = false
}

variable "alarm_hours_without_success" {
  type        = number
  description = "Hours without a successful run after which an alarm goes off (2-168); more than twice the interval of the cleanup, whose runs it watches, as builds are weekly."
  default     = 26
  nullable    = false

  validation {
    condition = (
      var.alarm_hours_without_success >= 2
      && var.alarm_hours_without_success <= 168
      && floor(var.alarm_hours_without_success) == var.alarm_hours_without_success
    )
    error_message = "alarm_hours_without_success must be a window of 2 to 168 hours, in whole hours: CloudWatch looks back seven days."
  }
}
