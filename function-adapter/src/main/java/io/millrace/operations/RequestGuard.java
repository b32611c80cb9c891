package io.millrace.operations;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Keeps foreign web pages from acting through the browser of somebody who can reach this server.
///
/// - A request for a change must come from a page of this server, or from no page at all. Browsers say where it comes
///   from: in `Sec-Fetch-Site`, older ones in `Origin`; programs send neither.
/// - A request must be for a host name that is ours. A page can give its own name the address of this server (DNS
///   rebinding); the browser takes both for one origin then, but the name tells.
@Component
@ConditionalOnWebApplication
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestGuard extends OncePerRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OUR_OWN = Set.of("same-origin", "none");
    private static final String ANY = "*";

    private final Set<String> allowedHosts;
    private final HandlerExceptionResolver problems;

    RequestGuard(
            OperationsSettings settings, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.allowedHosts =
                settings.allowedHosts().stream().map(RequestGuard::plain).collect(Collectors.toUnmodifiableSet());
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        var refusal = refusal(request);
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            problems.resolveException(request, response, null, refusal);
        }
    }

    private @Nullable ApiException refusal(HttpServletRequest request) {
        if (!allowedHosts.contains(ANY) && !allowedHosts.contains(plain(request.getServerName()))) {
            return ApiException.of(
                    ApiCode.FOREIGN_HOST,
                    "This server is not called by this host name. If it should be, the setting "
                            + "millrace.operations.allowed-hosts must list the name.");
        }
        if (!READING.contains(request.getMethod()) && isForeign(request)) {
            return ApiException.of(
                    ApiCode.FOREIGN_ORIGIN, "Changes are not taken from the pages of other servers. Nothing was done.");
        }
        return isReadable(request) ? null : ApiException.of(ApiCode.INVALID_REQUEST, ApiCode.INVALID_REQUEST.remedy());
    }

    /// The server reads the parameters when they are first asked for, and whoever does that meets its exception.
    private static boolean isReadable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static boolean isForeign(HttpServletRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !OUR_OWN.contains(site);
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !isOurs(origin, request.getHeader(HttpHeaders.HOST));
    }

    /// The scheme does not count: behind a proxy that ends TLS it differs.
    private static boolean isOurs(String origin, @Nullable String host) {
        var authority = origin.indexOf("://");
        return host != null && authority >= 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    private static String plain(String host) {
        var bracketed = host.startsWith("[") && host.endsWith("]");
        return (bracketed ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }
}
