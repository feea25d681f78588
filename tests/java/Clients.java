import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.jena.query.ResultSet;
import org.apache.jena.sparql.exec.http.QueryExecutionHTTP;
import org.eclipse.rdf4j.query.TupleQueryResult;
import org.eclipse.rdf4j.repository.RepositoryConnection;
import org.eclipse.rdf4j.repository.sparql.SPARQLRepository;

/** Asks a SPARQL endpoint as Java programs do, and writes a line for each answer: client, bytes of the query, result. */
public class Clients {
    private static final int[] SIZES = {10, 3_000, 200_000};

    public static void main(String[] arguments) throws Exception {
        String endpoint = arguments[0];
        String query = arguments[1];
        jdk(endpoint);
        jena(endpoint, query);
        rdf4j(endpoint, query);
    }

    /** The client of the JDK, as it comes: on http:// it offers h2c with every request on a new connection. */
    private static void jdk(String endpoint) throws Exception {
        for (int size : SIZES) {
            HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
            for (int time = 0; time < 3; time++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/sparql-query")
                    .header("Accept", "text/csv")
                    .POST(HttpRequest.BodyPublishers.ofString(padded("ASK{}", size)))
                    .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                System.out.println("jdk " + size + " " + response.statusCode() + " " + response.body().strip());
            }
        }
    }

    private static void jena(String endpoint, String query) {
        for (int size : SIZES) {
            String text = padded(query, size);
            try (QueryExecutionHTTP asked = QueryExecutionHTTP.service(endpoint).queryString(text).build()) {
                ResultSet rows = asked.execSelect();
                int count = 0;
                for (; rows.hasNext(); rows.next()) {
                    count++;
                }
                System.out.println("jena " + size + " " + count);
            }
        }
    }

    private static void rdf4j(String endpoint, String query) {
        SPARQLRepository repository = new SPARQLRepository(endpoint);
        for (int size : SIZES) {
            try (RepositoryConnection connection = repository.getConnection();
                TupleQueryResult rows = connection.prepareTupleQuery(padded(query, size)).evaluate()) {
                System.out.println("rdf4j " + size + " " + rows.stream().count());
            }
        }
        repository.shutDown();
    }

    /** The query with a comment behind it that makes it so many bytes. */
    private static String padded(String query, int size) {
        return query + "\n#" + "x".repeat(Math.max(0, size - query.length() - 2));
    }
}
