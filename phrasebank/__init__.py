"""What speeches say: files in, a searchable phrase bank out (词库)."""
