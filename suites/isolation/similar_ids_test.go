package isolation

import "testing"

// The beginning of any other ID may be another image, which no check may change.
func TestOnlyUUIDsAreTruncated(t *testing.T) {
	for id, want := range map[string]bool{
		"0d9a3f0c-5f0e-4c5a-9c0d-7a1f6f2f9a10":          true,
		"0D9A3F0C-5F0E-4C5A-9C0D-7A1F6F2F9A10":          true,
		"0d9a3f0c5f0e4c5a9c0d7a1f6f2f9a10":              true,
		"1000000012":                                    false,
		"image-of-the-day":                              false,
		"0d9a3f0c-5f0e-4c5a-9c0d-7a1f6f2f9a1":           false,
		"urn:uuid:0d9a3f0c-5f0e-4c5a-9c0d-7a1f6f2f9a10": false,
		"": false,
	} {
		if got := isUUID(id); got != want {
			t.Errorf("%q: %v", id, got)
		}
	}
}

func TestASimilarIDDiffersInItsLastCharacter(t *testing.T) {
	for id, want := range map[string]string{"a1": "a0", "a0": "a1", "af": "a0"} {
		if got := otherLastDigit(id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}
