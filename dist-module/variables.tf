# Generated from TypeScript (stacks/ami-copier); change it there.

variable "name_prefix" {
  type        = string
  description = "Prefix of the names of all resources. IAM role names are global: use another prefix for each installation in an account."
  default     = "rhel"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,38}$", var.name_prefix))
    error_message = "name_prefix must have 1 to 38 letters, digits, hyphens or underscores: a Lambda function's name has room for no more."
  }
}

variable "ami_name_template" {
  type        = string
  description = <<-EOT
    Name of each copy. Placeholders:
    {source_name}, {uuid}, {date} (UTC, as 20261105-142030), {timestamp} (seconds since 1970).
  EOT
  default     = "rhel-{uuid}-encrypted-gp3-{date}"
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9()\\[\\] ./'@_{}-]{3,128}$", var.ami_name_template))
    error_message = "ami_name_template must have 3 to 128 of the characters that an AMI name may hold (letters, digits, spaces and ()[]./-'@_) and placeholders in braces."
  }

  validation {
    condition     = !can(regex("[{}]", replace(var.ami_name_template, "/\\{(source_name|uuid|date|timestamp)\\}/", "")))
    error_message = "ami_name_template must have braces only around source_name, uuid, date, timestamp."
  }
}

variable "ami_name_tag_template" {
  type        = string
  description = <<-EOT
    Value of the Name tag of each copy; empty for none. Placeholders:
    {distribution}, {source_name}, {uuid}, {date}, {timestamp}.
    Only written when the copy has a Distribution tag, from the Red Hat API or from tags.
  EOT
  default     = ""
  nullable    = false

  validation {
    condition     = length(var.ami_name_tag_template) <= 256
    error_message = "ami_name_tag_template must have at most 256 characters, as a tag's value."
  }

  validation {
    condition = !can(
      regex(
        "[{}]",
        replace(var.ami_name_tag_template, "/\\{(distribution|source_name|uuid|date|timestamp)\\}/", "")
      )
    )
    error_message = "ami_name_tag_template must have braces only around distribution, source_name, uuid, date, timestamp."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags of the module's resources, of the copied images and of their snapshots."
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 35
    error_message = "tags must have at most 35 entries: AWS allows 50 tags, and the module writes up to 15 of its own."
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
      setintersection(
        keys(var.tags),
        ["SourceAMI", "SourceAMIUUID", "CopiedBy", "CopyDate", "CopierInstallation", "CopyExecution"]
      )
    ) == 0
    error_message = "tags must not hold SourceAMI, SourceAMIUUID, CopiedBy, CopyDate, CopierInstallation or CopyExecution: the module writes them, and recognises its copies by them."
  }
}

variable "status_check_wait_time" {
  type        = number
  description = "Seconds between two looks at the copies in progress (60-3600)."
  default     = 300
  nullable    = false

  validation {
    condition = (
      var.status_check_wait_time >= 60
      && var.status_check_wait_time <= 3600
      && floor(var.status_check_wait_time) == var.status_check_wait_time
    )
    error_message = "status_check_wait_time must be a whole number of seconds from 60 to 3600."
  }
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

variable "kms_key_id" {
  type        = string
  description = <<-EOT
    Customer managed key that encrypts the copies, in their Region:
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

variable "schedule_expression" {
  type        = string
  description = "When to look for new images, for example rate(12 hours) or cron(0 */12 * * ? *), in UTC."
  default     = "rate(12 hours)"
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

variable "enable_redhat_api" {
  type        = bool
  description = "Tag the copies with what Red Hat's Image Builder API knows of them. Needs credentials, and they need it."
  default     = false
  nullable    = false
}

variable "redhat_credential_store" {
  type        = string
  description = "Where the credentials are: ssm (Parameter Store) or secretsmanager."
  default     = "ssm"
  nullable    = false

  validation {
    condition     = contains(["ssm", "secretsmanager"], var.redhat_credential_store)
    error_message = "redhat_credential_store must be \"ssm\" or \"secretsmanager\"."
  }
}

variable "redhat_client_id" {
  type        = string
  description = "Client ID of a Red Hat service account. The module stores it, and Terraform's state holds it; existing_redhat_client_id_param_name keeps it out."
  default     = ""
  sensitive   = true
  nullable    = false
}

variable "redhat_client_secret" {
  type        = string
  description = "Client secret of the service account. The module stores it, and Terraform's state holds it; existing_redhat_client_secret_param_name keeps it out."
  default     = ""
  sensitive   = true
  nullable    = false
}

variable "redhat_offline_token" {
  type        = string
  description = "Deprecated: offline token of a Red Hat user, instead of a service account. Only with secretsmanager."
  default     = ""
  sensitive   = true
  nullable    = false
}

variable "existing_redhat_secret_arn" {
  type        = string
  description = "ARN of an existing secret with the credentials, as JSON with client_id and client_secret, or offline_token. One of another account needs its key in credential_kms_key_arns."
  default     = ""
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[a-zA-Z0-9/_+=.@-]+)?$",
        var.existing_redhat_secret_arn
      )
    )
    error_message = "existing_redhat_secret_arn must be the ARN of a Secrets Manager secret, or empty."
  }
}

variable "existing_redhat_secret_name" {
  type        = string
  description = "Name of an existing secret of this account with the credentials, instead of its ARN."
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-zA-Z0-9/_+=.@-]{1,512})?$", var.existing_redhat_secret_name))
    error_message = "existing_redhat_secret_name must be a secret's name: letters, digits and /_+=.@- (an ARN goes to existing_redhat_secret_arn)."
  }
}

variable "existing_redhat_client_id_param_arn" {
  type        = string
  description = "ARN of an existing SSM parameter with the client id."
  default     = ""
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(arn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[a-zA-Z0-9_./-]+)?$",
        var.existing_redhat_client_id_param_arn
      )
    )
    error_message = "existing_redhat_client_id_param_arn must be the ARN of an SSM parameter, or empty."
  }
}

variable "existing_redhat_client_id_param_name" {
  type        = string
  description = "Name of an existing SSM parameter with the client id, instead of its ARN."
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-zA-Z0-9_./-]{1,1000})?$", var.existing_redhat_client_id_param_name))
    error_message = "existing_redhat_client_id_param_name must be a parameter's name: letters, digits and _./- (an ARN goes to existing_redhat_client_id_param_arn)."
  }
}

variable "existing_redhat_client_secret_param_arn" {
  type        = string
  description = "ARN of an existing SSM parameter with the client secret."
  default     = ""
  nullable    = false

  validation {
    condition = can(
      regex(
        "^(arn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[a-zA-Z0-9_./-]+)?$",
        var.existing_redhat_client_secret_param_arn
      )
    )
    error_message = "existing_redhat_client_secret_param_arn must be the ARN of an SSM parameter, or empty."
  }
}

variable "existing_redhat_client_secret_param_name" {
  type        = string
  description = "Name of an existing SSM parameter with the client secret, instead of its ARN."
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-zA-Z0-9_./-]{1,1000})?$", var.existing_redhat_client_secret_param_name))
    error_message = "existing_redhat_client_secret_param_name must be a parameter's name: letters, digits and _./- (an ARN goes to existing_redhat_client_secret_param_arn)."
  }
}

variable "credential_kms_key_arns" {
  type        = list(string)
  description = "ARNs of the customer managed keys that encrypt the existing secret or parameters, if any."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.credential_kms_key_arns) <= 10
    error_message = "credential_kms_key_arns must name at most 10 keys."
  }

  validation {
    condition = alltrue([
      for item in var.credential_kms_key_arns : can(
        regex(
          "^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$",
          item
        )
      )
    ])
    error_message = "credential_kms_key_arns must be ARNs of KMS keys (not of aliases, which give no right on a key)."
  }
}

variable "source_owner_ids" {
  type        = list(string)
  description = "Accounts whose shared images are copied. The default is Red Hat Image Builder's."
  default     = ["463606842039"]
  nullable    = false

  validation {
    condition     = length(var.source_owner_ids) >= 1 && length(var.source_owner_ids) <= 20
    error_message = "source_owner_ids must name 1 to 20 accounts."
  }

  validation {
    condition     = alltrue([for item in var.source_owner_ids : can(regex("^[0-9]{12}$", item))])
    error_message = "source_owner_ids must be account ids of 12 digits."
  }
}

variable "source_region" {
  type        = string
  description = "Region the images are shared in. Empty for the Region of the copies."
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-z]{2,}(-[a-z]+)+-[0-9]+)?$", var.source_region))
    error_message = "source_region must be a Region such as us-east-1, or empty for the Region of the copies."
  }
}

variable "source_name_filters" {
  type        = list(string)
  description = "Copy only images whose name matches one of these patterns, with * and ?. Empty for all."
  default     = []
  nullable    = false

  validation {
    condition = (
      length(var.source_name_filters) <= 20
      && alltrue([for item in var.source_name_filters : length(item) >= 1 && length(item) <= 128])
    )
    error_message = "source_name_filters must have at most 20 patterns of 1 to 128 characters."
  }

  validation {
    condition     = length(jsonencode(var.source_name_filters)) <= 2048
    error_message = "source_name_filters must be shorter than 2,048 characters together: they are handed to a function whose environment has 4 KB."
  }
}

variable "source_architectures" {
  type        = list(string)
  description = "Copy only images of these architectures, for example x86_64 or arm64. Empty for all."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.source_architectures) <= 5
    error_message = "source_architectures must name each architecture once."
  }

  validation {
    condition     = alltrue([for item in var.source_architectures : can(regex("^(x86_64|arm64|i386|x86_64_mac|arm64_mac)$", item))])
    error_message = "source_architectures must be of x86_64, arm64, i386, x86_64_mac, arm64_mac."
  }
}

variable "max_concurrent_copies" {
  type        = number
  description = "EBS volumes copied at a time (1-100); more images are taken in waves. The default is the quota of concurrent snapshot copies of a Region."
  default     = 20
  nullable    = false

  validation {
    condition = (
      var.max_concurrent_copies >= 1
      && var.max_concurrent_copies <= 100
      && floor(var.max_concurrent_copies) == var.max_concurrent_copies
    )
    error_message = "max_concurrent_copies must be a whole number of volumes from 1 to 100."
  }
}

variable "copy_timeout_hours" {
  type        = number
  description = "Hours that a copy may take (1-24). One that is not complete in that time and one more hour, for waiting to start, is given up and removed."
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

variable "gp3_iops" {
  type        = number
  description = "IOPS of every volume of the copies (3000-80000; older Regions allow 16000). Null for at least what the source volume sustained."
  default     = null

  validation {
    condition = (
      var.gp3_iops == null
      ? true
      : var.gp3_iops >= 3000 && var.gp3_iops <= 80000 && floor(var.gp3_iops) == var.gp3_iops
    )
    error_message = "gp3_iops must be null or a whole number of IOPS from 3000 to 80000."
  }
}

variable "gp3_throughput" {
  type        = number
  description = "Throughput in MiB/s of every volume of the copies (125-2000; older Regions allow 1000). Null for at least what the source volume sustained."
  default     = null

  validation {
    condition = (
      var.gp3_throughput == null
      ? true
      : (
        var.gp3_throughput >= 125
        && var.gp3_throughput <= 2000
        && floor(var.gp3_throughput) == var.gp3_throughput
      )
    )
    error_message = "gp3_throughput must be null or a whole number of MiB/s from 125 to 2000."
  }
}

variable "imds_support" {
  type        = string
  description = "Set to \"v2.0\" to have instances of the copies require IMDSv2. Null leaves it as in the source."
  default     = null

  validation {
    condition     = var.imds_support == null ? true : var.imds_support == "v2.0"
    error_message = "imds_support must be null or \"v2.0\"."
  }
}

variable "schedule_enabled" {
  type        = bool
  description = "Whether the schedule starts runs. Without it only you do."
  default     = true
  nullable    = false
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

variable "tracing_enabled" {
  type        = bool
  description = "Trace the state machine and the functions with X-Ray."
  default     = false
  nullable    = false
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
  description = "Hours without a successful run after which an alarm goes off (2-168); more than twice the schedule's interval."
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
