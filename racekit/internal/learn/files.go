package learn

import (
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/catalogue"
)

// Tests are the names of the exercise's tests.
func (e *Exercise) Tests() []string {
	if len(e.Scenario.Params) > 0 {
		return []string{Test, TestMore}
	}
	return []string{Test}
}

// test is the test functions, and the type that stands in for the scenario's
// workload.
func (e *Exercise) test() string {
	var b strings.Builder
	workload := func(more int) string {
		var list []string
		for _, p := range e.Scenario.Params {
			list = append(list, fmt.Sprintf("%q: %d", p.Name, min(p.Min+more, p.Max)))
		}
		return strings.Join(list, ", ")
	}
	fmt.Fprintf(&b, "// %s: %s.\nfunc %[1]s(t *testing.T) {\n\t%[3]s(t, workload{%[4]s})\n}\n\n", Test, e.Scenario.Property, e.shape, workload(0))
	if len(e.Tests()) > 1 {
		fmt.Fprintf(&b, "// %s: the same with more to do.\nfunc %[1]s(t *testing.T) {\n\t%s(t, workload{%s})\n}\n\n", TestMore, e.shape, workload(1))
	}
	b.WriteString("// A workload says how much there is to do.\ntype workload map[string]int\n\n// Int returns one of its quantities.\nfunc (w workload) Int(name string) int { return w[name] }\n")
	return b.String()
}

// fill is what the test's declarations need of a workload beside its quantities.
func (e *Exercise) fill(test []int) string {
	if slices.ContainsFunc(test, func(i int) bool { return strings.Contains(e.src.Decls[i].Text, ".Fill(") }) {
		return filler
	}
	return ""
}

// filler is for tests that have payloads; scenario.Workload has values of more
// kinds.
const filler = `
// Fill sets what ptr points to to the i-th payload.
func (w workload) Fill(name string, i int, ptr any) { fill(reflect.ValueOf(ptr).Elem(), w[name]+i) }

func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Int:
		v.SetInt(int64(n))
	case reflect.Float64:
		v.SetFloat(float64(n))
	case reflect.Bool:
		v.SetBool(n%2 == 1)
	case reflect.String:
		v.SetString(strconv.Itoa(n))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("no payload of type " + v.Type().String())
	}
}
`

// assemble makes a file of declarations and the imports that they need.
func assemble(s *catalogue.Source, decls []int, more string) (string, error) {
	var body strings.Builder
	for _, i := range decls {
		body.WriteString(s.Decls[i].Text + "\n\n")
	}
	body.WriteString(more)
	text := strings.ReplaceAll(body.String(), "scenario.Workload", "workload")
	f, err := parser.ParseFile(token.NewFileSet(), "", "package "+s.Package+"\n\n"+text, 0)
	if err != nil {
		return "", err
	}
	uses := catalogue.Used(f, f)
	var imports []string
	for name, path := range s.Imports {
		if !uses[name+"."] {
			continue
		}
		if ours(path) {
			return "", fmt.Errorf("it uses %s, which learners do not have", path)
		}
		imports = append(imports, fmt.Sprintf("%q", path))
	}
	for _, path := range []string{"testing", "reflect", "strconv"} { // of what was added
		if quoted := strconv.Quote(path); uses[path+"."] && !slices.Contains(imports, quoted) {
			imports = append(imports, quoted)
		}
	}
	slices.Sort(imports)
	head := "package " + s.Package + "\n\n"
	if len(imports) > 0 {
		head += "import (\n\t" + strings.Join(imports, "\n\t") + "\n)\n\n"
	}
	out, err := format.Source([]byte(head + text))
	return string(out), err
}
