import type { Connection, Model, Schema } from 'mongoose';
import type { MongoLink } from '@daybook/mongodb';
import { keyOf, type Stored, type ViewFields } from './view-fields.js';

const types = { text: String, number: Number, boolean: Boolean } as const;

type Made = Readonly<{ connection: Connection; collection: string; model: Model<Stored> }>;

/** mongoose's models of a view, by collection: it is now in one and after a rebuild in another. */
export class ViewModels {
  private last: Made | null = null;

  constructor(
    private readonly link: MongoLink,
    private readonly fields: ViewFields,
  ) {}

  in(collection: string): Model<Stored> {
    const { connection } = this.link;
    if (this.last?.connection !== connection || this.last.collection !== collection) {
      this.last = { connection, collection, model: this.made(connection, collection) };
    }
    return this.last.model;
  }

  /** In no register of the connection: collections come and go with rebuilds. */
  private made(connection: Connection, collection: string): Model<Stored> {
    const model = connection.model(collection, this.schemaOf(connection), collection) as unknown as Model<Stored>;
    connection.deleteModel(collection);
    return model;
  }

  private schemaOf({ base: { Schema } }: Connection): Schema {
    const declared = Object.fromEntries(this.fields.indexes.map(({ field, type }) => [keyOf(field), { type: types[type], default: null }]));
    const definition = {
      _id: String,
      position: { type: Number, required: true },
      fields: new Schema(declared, { _id: false, strict: 'throw' }),
      view: Schema.Types.Mixed,
      gone: Number,
    };
    // Left to itself mongoose drops what it does not know, and empty objects.
    const schema = new Schema(definition, { strict: 'throw', strictQuery: 'throw', versionKey: false, minimize: false });
    for (const keys of this.fields.keys()) schema.index({ ...keys });
    schema.index({ gone: 1 }, { sparse: true });
    return schema;
  }
}
