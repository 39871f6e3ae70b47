"""Reads a topic as somebody else's Python service does: prints each CloudEvent of it as a line of JSON."""

import json
import sys

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from kafka import KafkaConsumer

WAIT_MS = 30_000


def main(broker: str, topic: str, count: int) -> None:
    consumer = KafkaConsumer(
        topic, bootstrap_servers=broker.split(","), group_id=None, auto_offset_reset="earliest", consumer_timeout_ms=WAIT_MS
    )
    for read, record in enumerate(consumer, start=1):
        names = [name for name, _ in record.headers]
        if len(names) != len(set(names)):
            raise ValueError(f"a header is there twice: {names}")
        # The event's own class validates the attributes as CloudEvents 1.0 has them.
        event = from_binary_event(KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value))
        attributes = {name: str(value) for name, value in event.get_attributes().items()}
        attributes["time"] = event.get_time().isoformat()
        print(json.dumps({"attributes": attributes, "data": event.get_data()}), flush=True)
        if read == count:
            break
    consumer.close()


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
