/** A content-addressed artifact: lower-case hex sha256 and its size in bytes. */
export type ArtifactReference = Readonly<{ sha256: string; sizeBytes: number }>;
