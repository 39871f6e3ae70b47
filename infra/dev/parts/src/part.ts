export type PartName = 'kafka' | 'mongo' | 's3' | 'log-server' | 'toxiproxy';
/** By what is served there: `main` is where clients go. */
export type Ports = Readonly<{ main: number }> & Readonly<Record<string, number>>;
/** Where a server of a part lives; the directory is its own, and keeps its data when it is started there again. */
export type Placement = Readonly<{ ports: Ports; directory: string }>;
export type Launch = Readonly<{ command: string; args: readonly string[]; environment?: Readonly<Record<string, string>> }>;
/** What a client must know; `settings` are those of Daybook that point at this server. */
export type Access = Readonly<{ url: string; credentials?: Credentials; settings: Readonly<Record<string, string>> }>;
export type Credentials = Readonly<{ accessKeyId: string; secretAccessKey: string }>;

/** A real server that is installed and run on this machine. */
export type Part = Readonly<{
  name: PartName;
  /** Every port that it listens on, with its number in `npm run dev:up`. */
  ports: Ports;
  /** Does nothing where it is installed. @throws ToolMissing, InstallationFailed */
  install: () => Promise<void>;
  /** Makes its directory ready, also one that it has been started in before. */
  prepare: (placement: Placement) => Promise<Launch>;
  /** `output` is what the server has printed since its start. */
  isReady: (placement: Placement, output: string) => boolean | Promise<boolean>;
  /** With another main port, such as a proxy's, what clients must know to come in there. */
  access: (ports: Ports) => Access;
}>;
