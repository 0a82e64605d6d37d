package matrix

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

//go:embed page.tmpl
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"mark":    func(c Cell) string { return mark(&c) },
	"class":   func(c Cell) string { return strings.ReplaceAll(mark(&c), ", ", "-") },
	"verdict": verdict,
	"shows":   func(t *Table, c Cell) bool { return t.shows(&c) },
	"details": func(c Cell) []string { return details(&c, c.Cooperative != nil) },
}).Parse(pageText))

// WriteHTML writes the table as one page that needs nothing else: a cell opens
// on the code, the reason and a failing schedule.
func (t *Table) WriteHTML(w io.Writer) error {
	return page.Execute(w, struct {
		*Table
		Summary []string
		State   string
		Priced  bool
		Costs   string
	}{t, t.summary(), t.state(), t.priced(), costHead})
}
