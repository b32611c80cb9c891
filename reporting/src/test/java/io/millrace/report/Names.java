package io.millrace.report;

import java.util.List;

/// Names of sites and products that somebody might send.
final class Names {

    static final List<String> ODD =
            List.of(
                    "<script>alert('1')</script>",
                    "\"quoted\" 'twice' `thrice`",
                    "]]><!-- & &lt;b&gt; &amp;amp; -->",
                    "bell \u0007, null \u0000, escape \u001B[31m, next line \u0085",
                    "override \u202Egnp.exe, isolate \u2066 open",
                    "אתר שבע",
                    "موقع ١٢",
                    "lone \uD800 surrogate, \uFFFF, emoji 🌞🌞🌞🌞🌞🌞🌞🌞🌞🌞🌞🌞",
                    "{{{mustache}}} ${el} %s {0}",
                    "=HYPERLINK(\"https://example.org\")",
                    "a\nb\tc",
                    "太陽光発電所第七",
                    "");

    private Names() {}
}
