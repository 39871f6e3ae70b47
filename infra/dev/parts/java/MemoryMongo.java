import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** For development and tests only: keeps everything in memory, on the port of its only argument. */
public final class MemoryMongo {
  public static void main(String[] arguments) throws InterruptedException {
    MongoProgram.serve(new MemoryBackend(), Integer.parseInt(arguments[0]));
  }
}
