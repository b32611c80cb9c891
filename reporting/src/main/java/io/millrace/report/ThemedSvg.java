package io.millrace.report;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

/// An SVG as JFreeSVG writes it, made fit for a page: inline styles, which the page's security policy forbids, become
/// attributes; colours become the classes of their [Ink]; marks on the edge of the plot are no longer cut in half; and
/// it gets a text alternative.
final class ThemedSvg {

    private static final Pattern DECLARATION = Pattern.compile("([a-z-]+)\\s*:\\s*([^;]+?)\\s*(?:;|$)");
    private static final List<String> LEFT_TO_THE_PAGE = List.of("font-family", "font-size");

    private ThemedSvg() {}

    /// @param id the SVG's own id
    static String of(String svg, String id, String title, String description) {
        try {
            var document = parsed(svg);
            var root = document.getDocumentElement();
            root.removeAttribute("xmlns:xlink");
            root.removeAttribute("xmlns:jfreesvg");
            root.setAttribute("role", "img");
            root.setAttribute("aria-labelledby", "%1$s-title %1$s-desc".formatted(id));
            unclip(root);
            style(root);
            root.insertBefore(text(document, "desc", id, description), root.getFirstChild());
            root.insertBefore(text(document, "title", id, title), root.getFirstChild());
            return written(document);
        } catch (IOException | SAXException | ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException("The chart \"%s\" is no proper SVG".formatted(title), e);
        }
    }

    private static Element text(Document document, String name, String id, String text) {
        var element = document.createElementNS(document.getDocumentElement().getNamespaceURI(), name);
        element.setAttribute("id", id + "-" + name);
        element.setTextContent(VisibleText.of(text));
        return element;
    }

    /// Charts are drawn in axes that hold all of their data: a clip takes away nothing but halves of lines and marks.
    private static void unclip(Element root) {
        var clips = root.getElementsByTagName("defs");
        if (clips.getLength() > 0) {
            root.removeChild(clips.item(0));
        }
        var all = root.getElementsByTagName("*");
        for (var at = 0; at < all.getLength(); at++) {
            ((Element) all.item(at)).removeAttribute("clip-path");
        }
    }

    private static void style(Element element) {
        var classes = new ArrayList<String>();
        var declarations = DECLARATION.matcher(element.getAttribute("style"));
        while (declarations.find()) {
            var property = declarations.group(1);
            var value = declarations.group(2);
            if (List.of("fill", "stroke").contains(property) && value.startsWith("rgb(")) {
                classes.add(property + "-" + ink(value).cssName());
            } else if (!LEFT_TO_THE_PAGE.contains(property)
                    && !(property.endsWith("-opacity") && value.equals("1.0"))) {
                element.setAttribute(property, value);
            }
        }
        element.removeAttribute("style");
        if (!classes.isEmpty()) {
            element.setAttribute("class", String.join(" ", classes));
        }
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element childElement) {
                style(childElement);
            } else if (child.getNodeType() == Node.TEXT_NODE) {
                label(element, child.getNodeValue().replace(Labels.PARTED, ""));
            }
        }
    }

    private static void label(Element element, String text) {
        element.setTextContent(text);
        if (Labels.guessed(text)) {
            element.setAttribute("textLength", Long.toString(Math.round(Labels.width(text))));
            element.setAttribute("lengthAdjust", "spacingAndGlyphs");
        }
    }

    private static Ink ink(String colour) {
        for (var ink : Ink.values()) {
            if (ink.inSvg().equals(colour)) {
                return ink;
            }
        }
        throw new IllegalStateException("A chart is drawn in " + colour + ", which is no ink");
    }

    private static Document parsed(String svg) throws ParserConfigurationException, IOException, SAXException {
        var factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static String written(Document document) throws TransformerException {
        var writer = new StringWriter();
        var transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        transformer.transform(new DOMSource(document), new StreamResult(writer));
        return writer.toString();
    }
}
