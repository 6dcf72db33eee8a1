/** What Git keeps in place of a large file. */
export const POINTER =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

/** What hosts send where a file needs signing in. */
export const PAGE =
  '\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in first.</body></html>\n';
