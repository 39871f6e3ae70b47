/** `endpoint` is absent for AWS itself; other stores mostly want `forcePathStyle`. */
export type S3ArtifactStoreOptions = Readonly<{
  endpoint?: string;
  region: string;
  /** Made where it is missing. It may be shared with others: artifacts are under `sha256/`, what is under way under `incoming/` and `deleting/`. */
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  forcePathStyle: boolean;
  /** After so long without a byte a request is given up, and repeated a few times; 15 seconds. */
  idleTimeoutMs?: number;
  /** What is kept in memory of a content at once, twice while it is uploaded; 8 MiB, and at least 5 MiB. */
  partBytes?: number;
}>;

/** Told the name of a bucket that was missing and has been made: with a typo in it, the artifacts would be in two places. */
export type BucketMade = (bucket: string) => void;
