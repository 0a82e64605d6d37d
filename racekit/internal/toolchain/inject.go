package toolchain

import (
	"embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// The files of _inject/ go into the packages of these names.
//
//go:embed all:_inject
var injectFS embed.FS

var injectDirs = map[string]string{
	"runtime": "src/runtime",
	"sync":    "src/sync",
	"atomic":  "src/internal/runtime/atomic",
	"testing": "src/testing",
	"sysrand": "src/crypto/internal/sysrand",
	"os":      "src/os",
}

// injected returns the files that the controlled GOROOT has and Go has not:
// those of _inject/, and the sources of sched and wire, renamed into their new
// packages.
func injected() ([]File, error) {
	var out []File
	err := fs.WalkDir(injectFS, "_inject", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := injectFS.ReadFile(name)
		if err != nil {
			return err
		}
		f := File{Name: strings.TrimPrefix(name, "_inject/"), Text: text}
		f.Path = path.Join(injectDirs[path.Base(path.Dir(name))], path.Base(name))
		out = append(out, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, p := range []struct {
		src    embed.FS
		prefix string
		pkg    string
		dir    string
		more   string
	}{
		{sched.Source, "rks_", "runtime", "src/runtime", ""},
		{wire.Source, "rkw_", "testing", "src/testing", fmt.Sprintf("\nconst rkw_Version = %#x\n", wire.Version)},
	} {
		text, err := transplant(p.src, p.prefix, p.pkg)
		if err != nil {
			return nil, err
		}
		out = append(out, File{Name: p.prefix + "source", Path: p.dir + "/racekit_" + strings.TrimSuffix(p.prefix, "_") + ".go", Text: append(text, p.more...)})
	}
	return out, nil
}

// transplant turns the sources of a package without imports into one file of
// package pkg, in which every package-level name has the prefix. Fields and
// methods keep their names, so they must differ from all package-level names. The
// race detector does not see what they do: they are no part of the program.
func transplant(src embed.FS, prefix, pkg string) ([]byte, error) {
	names, err := fs.Glob(src, "*.go")
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	global := map[string]bool{}
	for _, name := range names {
		if name == "source.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := src.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		if len(f.Imports) > 0 {
			return nil, fmt.Errorf("%s imports %s: what goes into package %s must import nothing", name, f.Imports[0].Path.Value, pkg)
		}
		for _, d := range f.Decls {
			declared(d, global)
		}
		files = append(files, f)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "package %s\n", pkg)
	for _, f := range files {
		kept := map[*ast.Ident]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				kept[n.Sel] = true
			case *ast.FuncDecl:
				if n.Recv != nil {
					kept[n.Name] = true
				}
			case *ast.StructType:
				for _, field := range n.Fields.List {
					for _, name := range field.Names {
						kept[name] = true
					}
				}
			case *ast.InterfaceType:
				for _, m := range n.Methods.List {
					for _, name := range m.Names {
						kept[name] = true
					}
				}
			case *ast.CompositeLit:
				if _, array := n.Type.(*ast.ArrayType); !array {
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							if id, ok := kv.Key.(*ast.Ident); ok {
								kept[id] = true
							}
						}
					}
				}
			case *ast.Ident:
				if global[n.Name] && !kept[n] {
					n.Name = prefix + n.Name
				}
			}
			return true
		})
		for _, d := range f.Decls {
			out.WriteString("\n")
			if _, ok := d.(*ast.FuncDecl); ok {
				out.WriteString("//go:norace\n")
			}
			if err := format.Node(&out, fset, d); err != nil {
				return nil, err
			}
			out.WriteString("\n")
		}
	}
	return []byte(out.String()), nil
}

// declared adds the package-level names of d.
func declared(d ast.Decl, names map[string]bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names[d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
}
