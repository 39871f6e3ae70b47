import { toViewQuery, type Page, type PageQuery, type TableField } from '@daybook/service-kit';
import type { Condition, ViewReader } from '@daybook/views';

type Table<View> = Readonly<{
  view: ViewReader<View>;
  fields: readonly TableField[];
  sort: string;
  where?: readonly Condition[];
}>;

/** One page of a view as it was asked for. @throws InvalidRequest, UnknownViewField, InvalidCursor, ViewBehind */
export const pageOf = async <View>(
  { view, fields, sort, where = [] }: Table<View>,
  page: PageQuery,
): Promise<Page<View>> => {
  if (page.atLeast !== undefined) await view.atLeast(page.atLeast);
  const query = toViewQuery(page, fields, sort);
  // Read before the rows are: they may be newer than the page says, never older.
  const position = view.position();
  const { items, nextCursor } = await view.query({ ...query, where: [...(query.where ?? []), ...where] });
  return { items: items.map((item) => item.view), nextCursor, position };
};
