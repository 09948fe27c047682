# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  # What the functions need to know of the inputs travels in the definitions: a function's environment has 4 KB only.
  settings = jsonencode({
    region                      = data.aws_region.current.id
    account_id                  = data.aws_caller_identity.current.account_id
    partition                   = data.aws_partition.current.partition
    tags                        = var.tags
    name_prefix                 = var.name_prefix
    subnet_ids                  = var.subnet_ids
    associate_public_ip_address = var.associate_public_ip_address
    security_group_ids          = local.security_group_ids
    regional = {
      for region, place in var.regional : region => merge(place, { kms_key_id = place.kms_key_id != "" ? place.kms_key_id : null })
    }
    instance_types = merge(
      {
        x86_64 = ["t3.medium", "t3a.medium", "m6i.large"]
        arm64  = ["t4g.medium", "m6g.large", "m7g.large"]
      },
      var.instance_types
    )
    spot                         = var.spot
    volume_size_gb               = var.volume_size_gb
    instance_profile_name        = local.instance_profile_name
    kms_key_id                   = var.kms_key_id
    encrypt_images               = var.encrypt_images
    base_owner_ids               = var.base_owner_ids
    build_timeout_hours          = var.build_timeout_hours
    image_timeout_minutes        = var.image_timeout_minutes
    copy_timeout_hours           = var.copy_timeout_hours
    max_image_age_days           = var.max_image_age_days
    verify_images                = var.verify_images
    keep_failed_builders         = var.keep_failed_builders
    imds_support                 = var.imds_support
    hygiene                      = var.hygiene
    image_name_template          = var.image_name_template
    capture_name_template        = var.capture_name_template
    parameter_prefix             = local.parameter_prefix
    channels                     = var.channels
    share_with_account_ids       = var.share_with_account_ids
    share_with_organization_arns = var.share_with_organization_arns
    share_with_ou_arns           = var.share_with_ou_arns
    deprecate_after_days         = var.deprecate_after_days
    managed_by                   = var.managed_by
    version_tag_key              = var.version_tag_key
    variant_tag_key              = var.variant_tag_key
    version_format               = var.version_format
    auto_capture                 = var.auto_capture
    capture_tag_key              = var.capture_tag_key
    capture_tag_value            = var.capture_tag_value
    auto_capture_readiness       = var.auto_capture_readiness
    auto_capture_verify          = var.auto_capture_verify
    capture_regions              = var.capture_regions
    capture_delay_seconds        = var.capture_delay_seconds
    readiness_hosts              = var.readiness_hosts
    adopt_existing               = var.adopt_existing
    retention_keep_newest        = var.retention_keep_newest
    retention_min_age_days       = var.retention_min_age_days
    retention_disable_days       = var.retention_disable_days
    retention_unused_days        = var.retention_unused_days
    retention_dry_run            = var.retention_dry_run
    retention_include_shared     = var.retention_include_shared
  })
}
