// A file of its own, because the page's policy runs no inline script.

/** Descriptions as text: what Swagger UI makes of Markdown are HTML strings, which Trusted Types refuse. */
function plainDescriptions({ React }) {
  const inline = (text) =>
    text.split("`").map((part, index) => (index % 2 ? React.createElement("code", { key: index }, part) : part));
  const Description = ({ source = "" }) =>
    React.createElement(
      "div",
      { className: "renderedMarkdown" },
      source.split(/\n{2,}/).map((text, index) => React.createElement("p", { key: index }, inline(text))),
    );
  return { wrapComponents: { Markdown: () => Description } };
}

window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#reference",
  plugins: [plainDescriptions],
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "none",
  filter: true,
  // The validator would send the document to another server.
  validatorUrl: null,
});
