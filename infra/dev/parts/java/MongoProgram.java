import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.util.List;

/** A server of MongoDB's protocol on this machine, over some backend. */
final class MongoProgram {
  /** The drivers of today refuse a server below wire version 8; 13 is that of MongoDB 5.0. */
  private record Version(List<Integer> versionArray, int wireVersion) implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return versionArray;
    }

    @Override
    public int getWireVersion() {
      return wireVersion;
    }
  }

  /** Serves until the process is ended. */
  static void serve(MongoBackend backend, int port) throws InterruptedException {
    backend.version(new Version(List.of(5, 0, 0), 13));
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", port);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
