import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import type { VersionRef } from '@daybook/client';
import { InvalidArgumentError } from 'commander';

export const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number');
  return value;
};

/** `7`, `#7`, `latest` or `default`. */
export const versionRef = (text: string): VersionRef => {
  if (text === 'latest' || text === 'default') return text;
  const number = Number(text.replace(/^#/, ''));
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('expected a number, latest or default');
  return number;
};

export const versionNumber = (text: string): number => {
  const version = versionRef(text);
  if (typeof version !== 'number') throw new InvalidArgumentError('expected the number of a version');
  return version;
};

/** For an argument that may be given several times. */
export const versionRefs = (text: string, former: readonly VersionRef[] = []): readonly VersionRef[] => [...former, versionRef(text)];

/** An origin that requests can be sent to. */
export const serviceUrl = (text: string): string => {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') throw new InvalidArgumentError('expected a URL such as http://127.0.0.1:8080');
  return text;
};

/** @throws InvalidArgumentError */
export const jsonFile = async (path: string): Promise<unknown> => jsonText(await fileText(path), path);

/** JSON, or YAML by the file's name, as Ludwig's own examples are. @throws InvalidArgumentError */
export const configurationFile = async (path: string): Promise<unknown> => {
  if (!/\.ya?ml$/i.test(path)) return jsonFile(path);
  const text = await fileText(path);
  const { parse } = await import('yaml');
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new InvalidArgumentError(`${path} is not YAML: ${(error as Error).message}`);
  }
};

/** @throws InvalidArgumentError for what is no file, or not ours to read */
export const readableFile = async (path: string): Promise<void> => {
  const found = await stat(path).catch(unreadable(path));
  if (found.isDirectory()) throw new InvalidArgumentError(`cannot read ${path}: it is a directory`);
  await access(path, constants.R_OK).catch(unreadable(path));
};

const fileText = (path: string): Promise<string> => readFile(path, 'utf8').catch(unreadable(path));

const unreadable = (path: string) => (error: Error): never => {
  throw new InvalidArgumentError(`cannot read ${path}: ${error.message}`);
};

/** `source` names it in the error. @throws InvalidArgumentError */
export const jsonText = (text: string, source: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InvalidArgumentError(`${source} is not JSON: ${(error as Error).message}`);
  }
};
