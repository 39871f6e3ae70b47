import de.bwaldvogel.mongo.backend.h2.H2Backend;

/** For tests only: on a port, in a file that gets what was written up to a second after it was acknowledged. */
public final class ForgetfulMongo {
  public static void main(String[] arguments) throws InterruptedException {
    MongoProgram.serve(new H2Backend(arguments[1]), Integer.parseInt(arguments[0]));
  }
}
