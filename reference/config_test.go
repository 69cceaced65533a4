package reference

import (
	"reflect"
	"testing"
)

// Every limit and time-out has a default, and a set value replaces it.
func TestDefaults(t *testing.T) {
	withoutDefault := map[string]bool{"TagQuota": true} // 0 is no quota
	for _, given := range []int64{0, -1, 7} {
		var config Config
		fields := reflect.ValueOf(&config).Elem()
		for i := range fields.NumField() {
			if fields.Field(i).CanInt() {
				fields.Field(i).SetInt(given)
			}
		}
		fields = reflect.ValueOf(config.withDefaults())
		for i := range fields.NumField() {
			field, name := fields.Field(i), fields.Type().Field(i).Name
			if !field.CanInt() || withoutDefault[name] {
				continue
			}
			if got := field.Int(); got <= 0 || (got == given) != (given > 0) {
				t.Errorf("%s: %d becomes %d", name, given, got)
			}
		}
	}
	if got := (Config{}).withDefaults().AuthURL; got != DefaultAuthURL {
		t.Errorf("AuthURL is %q", got)
	}
}
