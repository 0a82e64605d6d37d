// Package source reads the source files of the tested program, for reports and
// identities.
package source

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Files are those of a program. The zero value reads from disk. A file that cannot
// be read has no lines.
type Files struct {
	ReadFile func(name string) ([]byte, error) // nil is os.ReadFile

	mu    sync.Mutex
	files map[string]*sourceFile
}

type sourceFile struct {
	lines   [][]byte
	funcs   []sourceFunc     // outer before inner
	selects map[int][]string // by line, what the cases of a select are
}

// A sourceFunc is a declared function or a function literal.
type sourceFunc struct {
	name       string // as in Short; "" for a literal
	start, end int
}

// Line returns the text of a line without indentation; "" if it is unknown.
func (s *Files) Line(file string, line int) string {
	f := s.file(file)
	if line < 1 || line > len(f.lines) {
		return ""
	}
	return strings.TrimSpace(string(f.lines[line-1]))
}

// Lines returns the lines from first to last, or those of them that there are,
// without the indentation that they share. Tabs are four spaces.
func (s *Files) Lines(file string, first, last int) []string {
	var out []string
	shared := -1
	all := s.file(file).lines
	first, last = max(first, 1), min(last, len(all))
	if first > last {
		return nil
	}
	for _, line := range all[first-1 : last] {
		text := strings.TrimRight(strings.ReplaceAll(string(line), "\t", "    "), " \r")
		out = append(out, text)
		if lead := len(text) - len(strings.TrimLeft(text, " ")); text != "" && (shared < 0 || lead < shared) {
			shared = lead
		}
	}
	for i, text := range out {
		out[i] = text[min(len(text), max(shared, 0)):]
	}
	return out
}

// Enter fills in where the function of a frame starts, if it is not known.
func (s *Files) Enter(f trace.Frame) trace.Frame {
	if f.Entry > 0 || f.Line <= 0 {
		return f
	}
	if trace.Wrapper(f.Func) {
		f.Entry = f.Line
		return f
	}
	literal := trace.IsLiteral(f.Func)
	for _, fn := range s.file(f.File).funcs {
		if fn.start <= f.Line && f.Line <= fn.end && literal == (fn.name == "") {
			f.Entry = fn.start
		}
	}
	return f
}

// Enclosing returns the declared function around a line, as Short writes it,
// and the line on which it starts.
func (s *Files) Enclosing(file string, line int) (name string, entry int) {
	for _, fn := range s.file(file).funcs {
		if fn.name != "" && fn.start <= line && line <= fn.end {
			return fn.name, fn.start
		}
	}
	return "", 0
}

// Cases returns the sends and receives among which the select statement on a
// line chooses, as they are written; nil if there is none.
func (s *Files) Cases(file string, line int) []string { return s.file(file).selects[line] }

func (s *Files) file(name string) *sourceFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.files[name]; f != nil {
		return f
	}
	f := &sourceFile{}
	read := s.ReadFile
	if read == nil {
		read = os.ReadFile
	}
	if strings.HasSuffix(name, ".go") {
		if text, err := read(name); err == nil {
			f.lines = bytes.Split(text, []byte("\n"))
			f.funcs, f.selects = parse(name, text)
		}
	}
	if s.files == nil {
		s.files = map[string]*sourceFile{}
	}
	s.files[name] = f
	return f
}

// parse returns the functions of a file, and the cases of its select statements
// by line.
func parse(name string, text []byte) ([]sourceFunc, map[int][]string) {
	fset := token.NewFileSet()
	tree, _ := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if tree == nil {
		return nil, nil
	}
	line := func(p token.Pos) int { return fset.PositionFor(p, false).Line }
	offset := func(p token.Pos) int { return fset.PositionFor(p, false).Offset }
	var out []sourceFunc
	selects := map[int][]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			out = append(out, sourceFunc{declName(n), line(n.Pos()), line(n.End())})
		case *ast.FuncLit:
			out = append(out, sourceFunc{"", line(n.Pos()), line(n.End())})
		case *ast.SelectStmt:
			var cases []string
			for _, c := range n.Body.List {
				if c, ok := c.(*ast.CommClause); ok && c.Comm != nil && offset(c.Comm.End()) <= len(text) {
					words := string(text[offset(c.Comm.Pos()):offset(c.Comm.End())])
					cases = append(cases, strings.Join(strings.Fields(words), " "))
				}
			}
			if at := line(n.Pos()); selects[at] == nil {
				selects[at] = cases
			}
		}
		return true
	})
	return out, selects
}

// declName returns the name that the compiler gives to a declared function.
func declName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	typ, star := d.Recv.List[0].Type, false
	generic := ""
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ, star = t.X, true
		case *ast.ParenExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ, generic = t.X, "[...]"
		case *ast.IndexListExpr:
			typ, generic = t.X, "[...]"
		case *ast.Ident:
			if star {
				return "(*" + t.Name + generic + ")." + d.Name.Name
			}
			return t.Name + generic + "." + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}
