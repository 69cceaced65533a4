package method

import "testing"

func TestAllowsOperations(t *testing.T) {
	for value, expected := range map[string]bool{
		"PUT, DELETE":                true,
		"DELETE,PUT":                 true,
		" PUT ,\tDELETE, ":           true,
		"PUT, DELETE, OPTIONS, HEAD": true,
		"":                           false,
		"PUT":                        false,
		"PUT DELETE":                 false,
		"put, delete":                false,
		"GET, PUT, DELETE":           false,
		"PUT, DELETE, PATCH":         false,
		"PUTDELETE":                  false,
	} {
		if allowsOperations(value) != expected {
			t.Errorf("Allow: %q is sufficient: %v", value, !expected)
		}
	}
}
