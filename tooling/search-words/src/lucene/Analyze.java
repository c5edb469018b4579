import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/** Reads lines "language, tab, word"; prints for each the tokens of the language's analyzer without stop words, a tab, and these folded by ICU. */
public class Analyze {
  private static final Map<String, Function<CharArraySet, Analyzer>> ANALYZERS = Map.ofEntries(
      Map.entry("ca", CatalanAnalyzer::new),
      Map.entry("da", DanishAnalyzer::new),
      Map.entry("de", GermanAnalyzer::new),
      Map.entry("el", GreekAnalyzer::new),
      Map.entry("en", EnglishAnalyzer::new),
      Map.entry("es", SpanishAnalyzer::new),
      Map.entry("fi", FinnishAnalyzer::new),
      Map.entry("fr", FrenchAnalyzer::new),
      Map.entry("ga", IrishAnalyzer::new),
      Map.entry("hi", HindiAnalyzer::new),
      Map.entry("hu", HungarianAnalyzer::new),
      Map.entry("hy", ArmenianAnalyzer::new),
      Map.entry("id", IndonesianAnalyzer::new),
      Map.entry("it", ItalianAnalyzer::new),
      Map.entry("lt", LithuanianAnalyzer::new),
      Map.entry("nl", DutchAnalyzer::new),
      Map.entry("no", NorwegianAnalyzer::new),
      Map.entry("pt", PortugueseAnalyzer::new),
      Map.entry("ro", RomanianAnalyzer::new),
      Map.entry("ru", RussianAnalyzer::new),
      Map.entry("sv", SwedishAnalyzer::new),
      Map.entry("tr", TurkishAnalyzer::new));

  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    var analyzers = new HashMap<String, Analyzer>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      var tab = line.indexOf('\t');
      var analyzer = analyzers.computeIfAbsent(line.substring(0, tab), Analyze::create);
      var word = line.substring(tab + 1);
      out.println(tokens(analyzer, "plain", word) + '\t' + tokens(analyzer, "folded", word));
    }
    out.flush();
  }

  private static Analyzer create(String language) {
    var analyzer = ANALYZERS.get(language).apply(CharArraySet.EMPTY_SET);
    return new AnalyzerWrapper(Analyzer.PER_FIELD_REUSE_STRATEGY) {
      @Override
      protected Analyzer getWrappedAnalyzer(String field) {
        return analyzer;
      }

      @Override
      protected TokenStreamComponents wrapComponents(String field, TokenStreamComponents components) {
        if (!field.equals("folded")) return components;
        return new TokenStreamComponents(components.getSource(), new ICUFoldingFilter(components.getTokenStream()));
      }
    };
  }

  private static String tokens(Analyzer analyzer, String field, String word) throws IOException {
    var joined = new StringJoiner(" ");
    try (TokenStream stream = analyzer.tokenStream(field, word)) {
      var term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) joined.add(term.toString());
      stream.end();
    }
    return joined.toString();
  }
}
