import type { Connection, Model } from 'mongoose';
import { keyOf, type Stored, type ViewFields } from './view-fields.js';

const types = { text: String, number: Number, boolean: Boolean } as const;

/** mongoose's model of a view in a collection. It is in no register of the connection: collections come and go with rebuilds. */
export const viewModel = (connection: Connection, fields: ViewFields, collection: string): Model<Stored> => {
  const { Schema } = connection.base;
  const declared = Object.fromEntries(fields.indexes.map(({ field, type }) => [keyOf(field), { type: types[type], default: null }]));
  const definition = {
    _id: String,
    position: { type: Number, required: true },
    fields: new Schema(declared, { _id: false, strict: 'throw' }),
    view: Schema.Types.Mixed,
  };
  // Left to itself mongoose drops what it does not know, and empty objects.
  const schema = new Schema(definition, { strict: 'throw', strictQuery: 'throw', versionKey: false, minimize: false });
  for (const keys of fields.keys()) schema.index({ ...keys });
  const model = connection.model(collection, schema, collection) as unknown as Model<Stored>;
  connection.deleteModel(collection);
  return model;
};
