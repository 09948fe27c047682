# Generated from TypeScript (stacks/ami-builder); change it there.

locals {
  bucket_name = (
    var.existing_bucket_name != ""
    ? var.existing_bucket_name
    : "${var.name_prefix}-ami-builder-${data.aws_caller_identity.current.account_id}"
  )
  bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${local.bucket_name}"
}

resource "aws_s3_bucket" "builds" {
  count = var.existing_bucket_name == "" ? 1 : 0

  bucket        = "${var.name_prefix}-ami-builder-${data.aws_caller_identity.current.account_id}"
  force_destroy = var.force_destroy_bucket
  tags          = var.tags
}

resource "aws_s3_bucket_versioning" "builds" {
  count = var.existing_bucket_name == "" ? 1 : 0

  bucket = one(aws_s3_bucket.builds[*].id)

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "builds" {
  count = var.existing_bucket_name == "" ? 1 : 0

  bucket = one(aws_s3_bucket.builds[*].id)

  rule {
    bucket_key_enabled = var.bucket_kms_key_arn != ""

    apply_server_side_encryption_by_default {
      kms_master_key_id = var.bucket_kms_key_arn == "" ? null : var.bucket_kms_key_arn
      sse_algorithm     = var.bucket_kms_key_arn == "" ? "AES256" : "aws:kms"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "builds" {
  count = var.existing_bucket_name == "" ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  bucket                  = one(aws_s3_bucket.builds[*].id)
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# After the block: S3 refuses two changes of a bucket's access at the same time.
resource "aws_s3_bucket_policy" "builds" {
  count = var.existing_bucket_name == "" ? 1 : 0

  bucket = one(aws_s3_bucket.builds[*].id)
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.builds]
}

# Records stay: they say what is in an image as long as there are images.
resource "aws_s3_bucket_lifecycle_configuration" "builds" {
  count = var.existing_bucket_name == "" ? 1 : 0

  bucket = one(aws_s3_bucket.builds[*].id)

  rule {
    id     = "logs"
    status = "Enabled"

    expiration {
      days = var.build_log_days
    }

    filter {
      prefix = "logs/"
    }
  }

  rule {
    id     = "former-versions"
    status = "Enabled"

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    filter {
      prefix = ""
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  depends_on = [aws_s3_bucket_versioning.builds]
}

# All templates in one object: a function reads them with one call, and never half of an apply. Without tags: an object may have ten, and the provider's default tags would count.
resource "aws_s3_object" "templates" {
  bucket       = var.existing_bucket_name != "" ? var.existing_bucket_name : one(aws_s3_bucket.builds[*].id)
  content      = jsonencode({ for key, text in var.templates : key => yamldecode(text) })
  content_type = "application/json"
  key          = "templates/templates.json"

  override_provider {
    default_tags {
      tags = {}
    }
  }

  depends_on = [aws_s3_bucket_versioning.builds, aws_s3_bucket_policy.builds]
}
