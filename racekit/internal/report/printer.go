package report

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/racekit/toolkit/racekit/internal/source"
)

// A printer writes lines; it remembers the first error.
type printer struct {
	w        io.Writer
	width    int // of what stands behind the indentation
	prefixes []prefix
	root     string // GOROOT
	source   *source.Files
	err      error

	bad, notable, bold, dim style
}

// A style is the number of an ANSI attribute; empty is none.
type style string

const plain style = ""

func newPrinter(w io.Writer, t Terminal) *printer {
	p := &printer{w: w, width: 80 - len(indent), source: t.Source}
	if t.Width > 0 {
		p.width = max(t.Width, 40) - len(indent)
	}
	if p.source == nil {
		p.source = &source.Files{}
	}
	if t.Color {
		p.bad, p.notable, p.bold, p.dim = "1;31", "33", "1", "2"
	}
	for _, d := range t.Dirs {
		p.shorten(d, "")
	}
	p.shorten(t.GOROOT, "$GOROOT/")
	p.root = strings.TrimRight(t.GOROOT, `/\`)
	return p
}

// A prefix of paths and what is shown for it.
type prefix struct{ dir, as string }

func (p *printer) shorten(dir, as string) {
	if dir = strings.TrimRight(dir, `/\`); dir != "" {
		p.prefixes = append(p.prefixes, prefix{dir + "/", as}, prefix{dir + `\`, as})
	}
}

// path shows a file relative to where the user stands, and one of the module
// cache by the module's name.
func (p *printer) path(file string) string {
	for _, x := range p.prefixes {
		if rest, ok := strings.CutPrefix(file, x.dir); ok {
			return x.as + rest
		}
	}
	if _, rest, ok := strings.Cut(file, "/pkg/mod/"); ok && strings.Contains(rest, "@v") {
		return rest
	}
	return file
}

// tail shortens a path to about width by leaving out folders at its beginning.
func tail(path string, width int) string {
	short := path
	for rest := path; len(short) > width; short = ".../" + rest {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			break
		}
		rest = rest[i+1:]
	}
	return short
}

// text does so with each path in a text; paths follow a space.
func (p *printer) text(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		words[i] = p.path(w)
	}
	return p.goroot(strings.Join(words, " "))
}

// goroot names the copy of GOROOT by the variable, wherever a text has it.
func (p *printer) goroot(s string) string {
	if p.root == "" {
		return s
	}
	return strings.ReplaceAll(s, p.root, "$GOROOT")
}

// wrap is line for a text that may be longer than there is room.
func (p *printer) wrap(st style, text string) {
	lead := text[:len(text)-len(strings.TrimLeft(text, " "))] + "    "
	for {
		if utf8.RuneCountInString(text) <= p.width {
			p.line(st, text)
			return
		}
		runes := []rune(text)
		at := strings.LastIndexByte(string(runes[:p.width+1]), ' ')
		if at < len(lead) {
			if at = strings.IndexByte(text[min(len(lead), len(text)):], ' '); at < 0 {
				p.line(st, text)
				return
			}
			at += len(lead)
		}
		p.line(st, strings.TrimRight(text[:at], " "))
		text = lead + strings.TrimLeft(text[at:], " ")
	}
}

func (p *printer) line(st style, text string) {
	p.raw(st, indent+text)
}

func (p *printer) raw(st style, text string) {
	if p.err != nil {
		return
	}
	if st != plain {
		text = "\x1b[" + string(st) + "m" + text + "\x1b[0m"
	}
	_, p.err = io.WriteString(p.w, text+"\n")
}
