package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The lists of the injected runtime by which packages have no points, or pass on
// the steps of others.
type lists struct {
	quiet   []string // rkNoPoint, rkStateful
	wraps   []string // rkWraps
	sharing []string // rkSharing
}

func readLists(root string) (lists, error) {
	dir := filepath.Join(root, "racekit", "internal", "toolchain", "_inject", "runtime")
	found := map[string][]string{}
	for _, name := range []string{"racekit_quiet.go", "racekit_facts.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return lists{}, err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			if lit, ok := v.Values[0].(*ast.CompositeLit); ok {
				for _, e := range lit.Elts {
					if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
						s, _ := strconv.Unquote(b.Value)
						found[v.Names[0].Name] = append(found[v.Names[0].Name], s)
					}
				}
			}
			return true
		})
	}
	l := lists{append(found["rkNoPoint"], found["rkStateful"]...), found["rkWraps"], found["rkSharing"]}
	if len(found["rkNoPoint"]) == 0 || len(l.wraps) == 0 || len(l.sharing) == 0 {
		return l, fmt.Errorf("the lists of %s are not found", dir)
	}
	return l, nil
}

// packages returns those of the standard library, of which all is given, in which
// there are no points, or those of package log. Internal ones are part of what calls
// them.
func (l lists) packages(all []string) []string {
	var out []string
	for _, p := range all {
		if strings.HasPrefix(p, "internal/") || strings.HasPrefix(p, "vendor/") || strings.Contains(p, "/internal/") || strings.HasSuffix(p, "/internal") {
			continue
		}
		is := func(entry string) bool {
			return entry == p+"." || strings.HasSuffix(entry, "/") && strings.HasPrefix(p, entry)
		}
		if slices.ContainsFunc(l.quiet, is) || p == "log" {
			out = append(out, p)
		}
	}
	return out
}

// shares reports whether the whole package of a guard is among those in which
// racekit looks who uses what.
func (l lists) shares(g Guard) bool { return slices.Contains(l.sharing, g.Package+".") }
