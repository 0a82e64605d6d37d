package catalogue

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Source is the parsed code of a scenario.
type Source struct {
	Package string
	Decls   []Decl            // in order of file and position, the declaration of the scenario left out
	Imports map[string]string // path by the name under which files use it
	Bodies  map[string]string // by the variant's name: the expression

	set    *token.FileSet
	text   map[string][]byte // by file
	byName map[string][]int  // indices of Decls; a type's methods included
}

// A Decl is a top-level declaration.
type Decl struct {
	Names []string
	Text  string          // with its comment
	Uses  map[string]bool // identifiers in it, and packages as "name."
}

// Parse reads a scenario's folder.
func Parse(sources fs.FS, dir string) (*Source, error) {
	files, err := fs.Glob(sources, path.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	s := &Source{Imports: map[string]string{}, Bodies: map[string]string{}, set: token.NewFileSet(), text: map[string][]byte{}, byName: map[string][]int{}}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(sources, file)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(s.set, file, text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		s.text[file], s.Package = text, f.Name.Name
		if err := s.file(f); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Source) file(f *ast.File) error {
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		s.Imports[name] = p
	}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if ok && g.Tok == token.IMPORT {
			continue
		}
		if ok && g.Tok == token.VAR && s.scenario(g) {
			continue
		}
		names, doc := declared(d)
		from := d.Pos()
		if doc != nil {
			from = doc.Pos()
		}
		for _, name := range names {
			s.byName[name] = append(s.byName[name], len(s.Decls))
		}
		s.Decls = append(s.Decls, Decl{Names: names, Text: s.cut(from, d.End()), Uses: Used(f, d)})
	}
	return nil
}

func (s *Source) cut(from, to token.Pos) string {
	p := s.set.Position(from)
	return string(s.text[p.Filename][p.Offset:s.set.Position(to).Offset])
}

// scenario takes the variants' bodies out of the declaration of the scenario.
func (s *Source) scenario(g *ast.GenDecl) bool {
	is := false
	for _, spec := range g.Specs {
		if v, ok := spec.(*ast.ValueSpec); ok && len(v.Names) == 1 && v.Names[0].Name == "Scenario" {
			is = true
		}
	}
	if !is {
		return false
	}
	ast.Inspect(g, func(n ast.Node) bool {
		c, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		var name, body string
		for _, e := range c.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			key, ok := kv.Key.(*ast.Ident)
			if !ok {
				continue
			}
			switch key.Name {
			case "Name":
				if lit, ok := kv.Value.(*ast.BasicLit); ok {
					name, _ = strconv.Unquote(lit.Value)
				}
			case "Body":
				body = s.cut(kv.Value.Pos(), kv.Value.End())
			}
		}
		if body != "" {
			s.Bodies[name] = body
		}
		return true
	})
	return true
}

// Closure returns the declarations that names need, in order: of the package
// itself, and those among names.
func (s *Source) Closure(names ...string) []int {
	seen := map[int]bool{}
	var visit func(name string)
	visit = func(name string) {
		for _, i := range s.byName[name] {
			if seen[i] {
				continue
			}
			seen[i] = true
			for _, n := range s.Decls[i].Names {
				visit(n)
			}
			for n := range s.Decls[i].Uses {
				visit(n)
			}
		}
	}
	for _, name := range names {
		visit(name)
	}
	return slices.Sorted(maps.Keys(seen))
}

// declared returns the names that a declaration gives; a method belongs to its type.
func declared(d ast.Decl) ([]string, *ast.CommentGroup) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || len(d.Recv.List) == 0 {
			return []string{d.Name.Name}, d.Doc
		}
		t := d.Recv.List[0].Type
		for {
			switch x := t.(type) {
			case *ast.StarExpr:
				t = x.X
			case *ast.IndexExpr:
				t = x.X
			case *ast.IndexListExpr:
				t = x.X
			case *ast.Ident:
				return []string{x.Name}, d.Doc
			default:
				return nil, d.Doc
			}
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
		}
		return names, d.Doc
	}
	return nil, nil
}

// Used returns the identifiers in a node of f that may be package-level names,
// and the names of packages with a dot. Names that the code gives itself, as
// those of parameters, are not among them.
func Used(f *ast.File, n ast.Node) map[string]bool {
	outside := map[*ast.Ident]bool{}
	for _, x := range f.Unresolved {
		outside[x] = true
	}
	free := func(x *ast.Ident) bool {
		return outside[x] || x.Obj != nil && f.Scope.Lookup(x.Name) == x.Obj
	}
	uses := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && free(x) {
				uses[x.Name+"."] = true
			}
		case *ast.Ident:
			if free(n) {
				uses[n.Name] = true
			}
		}
		return true
	})
	return uses
}

// UsedBy is Used for an expression.
func UsedBy(expr string) (map[string]bool, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p\n\nvar _ = "+expr, 0)
	if err != nil {
		return nil, err
	}
	return Used(f, f), nil
}
