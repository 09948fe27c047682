# Generated, do not edit.

variable "names" {
  type        = list(string)
  description = <<-EOT
    First line with $${braces} and %%{directives}.

      - "quoted" and back\slashed
      - last
  EOT
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.names : can(regex("^[a-z]{1,3}\\.[0-9]$", name))])
    error_message = "Names must look like \"ab.1\", without $${braces}."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags."
  default     = {}
  nullable    = false
}

variable "enabled" {
  type        = bool
  description = "Off, and said so."
  default     = false
  nullable    = false
}

variable "size" {
  type        = number
  description = "Null means the provider's own."
  default     = null
}

variable "secret" {
  type        = string
  description = "A | b."
  default     = ""
  sensitive   = true
  nullable    = false
}

variable "log_retention_days" {
  type        = number
  description = "Days; 0 keeps logs."
  default     = 0
  nullable    = false
}

variable "log_kms_key_arn" {
  type        = string
  description = "Key of the logs."
  default     = ""
  nullable    = false
}

variable "lambda_runtime" {
  type        = string
  description = "Runtime."
  default     = "nodejs22.x"
  nullable    = false
}

variable "lambda_architecture" {
  type        = string
  description = "Architecture."
  default     = "arm64"
  nullable    = false
}

variable "lambda_memory_size" {
  type        = number
  description = "MB."
  default     = 256
  nullable    = false
}

variable "tracing_enabled" {
  type        = bool
  description = "X-Ray."
  default     = false
  nullable    = false
}

variable "permissions_boundary_arn" {
  type        = string
  description = "Boundary."
  default     = ""
  nullable    = false
}
