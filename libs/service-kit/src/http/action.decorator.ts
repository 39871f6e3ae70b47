import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The path of each action beneath `path`: a path that names none of them does not exist, for any method. */
export const actionPaths = (path: string, actions: object): string[] => Object.keys(actions).map((action) => `${path}/${action}`);

/** Which action was asked for: the last segment of the path. */
export const Action = createParamDecorator((_data: unknown, host: ExecutionContext): string => {
  const [path = ''] = host.switchToHttp().getRequest<{ url: string }>().url.split('?');
  return path.split('/').findLast((segment) => segment !== '') ?? '';
});
