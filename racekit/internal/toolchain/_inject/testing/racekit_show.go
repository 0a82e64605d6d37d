package testing

import (
	"reflect"
	"strconv"
)

const (
	rkShowDepth = 4
	rkShowItems = 16
)

// rkShow returns v as fmt.Sprint does, but without an address, the order of a
// map, or the pool of package fmt, by which the detector would order those who
// format. Items beyond rkShowItems and values deeper than depth are left out.
func rkShow(v reflect.Value, depth int) string {
	if !v.IsValid() {
		return "nil"
	}
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case error:
			return x.Error()
		case interface{ String() string }:
			return x.String()
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	case reflect.String:
		return v.String()
	case reflect.Slice, reflect.Array:
		return "[" + rkShowAll(v.Len(), depth, v.Index) + "]"
	case reflect.Struct:
		return "{" + rkShowAll(v.NumField(), depth, v.Field) + "}"
	case reflect.Interface:
		return rkShow(v.Elem(), depth)
	case reflect.Pointer:
		if !v.IsNil() && depth > 0 {
			return "&" + rkShow(v.Elem(), depth-1)
		}
	case reflect.Map:
		return "map of " + strconv.Itoa(v.Len())
	}
	if k := v.Kind(); (k == reflect.Pointer || k == reflect.Chan || k == reflect.Func) && v.IsNil() {
		return "nil"
	}
	return v.Type().String()
}

func rkShowAll(n, depth int, item func(int) reflect.Value) string {
	if n > 0 && depth == 0 {
		return "..."
	}
	text := ""
	for i := range n {
		if i > 0 {
			text += " "
		}
		if i == rkShowItems {
			return text + "..."
		}
		text += rkShow(item(i), depth-1)
	}
	return text
}
